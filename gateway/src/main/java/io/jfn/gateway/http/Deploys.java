// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.http;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.jfn.api.DeployEvent;
import io.jfn.api.FunctionName;
import io.jfn.api.FunctionSpec;
import io.jfn.api.FunctionView;
import io.jfn.api.InvalidInputException;
import io.jfn.api.Printable;
import io.jfn.api.Problem;
import io.jfn.api.RegistryLogin;
import io.jfn.api.TenantName;
import io.jfn.gateway.functions.DeployedFunction;
import io.jfn.gateway.functions.Deployer;
import io.jfn.images.Progress;
import io.smallrye.mutiny.Multi;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import java.util.concurrent.Executor;

/** Deploys as the API takes them: a specification in JSON, answered at once or step by step. */
@Singleton
final class Deploys {
    /** As many secrets and variables as a specification may have, with room for escapes. */
    private static final long LONGEST = 64L << 20;

    private final Deployer deployer;
    private final FunctionViews views;
    private final ObjectMapper json;
    private final LongWork<FunctionView, DeployEvent> work;

    Deploys(Deployer deployer, FunctionViews views, ObjectMapper json, @Background Executor executor) {
        this.deployer = deployer;
        this.views = views;
        this.json = json;
        this.work = new LongWork<>(executor, DeployEvent::new);
    }

    FunctionSpec spec(String name, InputStream body) {
        FunctionSpec spec = read(body);
        if (!spec.name().equals(name)) {
            throw new InvalidInputException("the body names function '" + spec.name() + "', the path '"
                    + Printable.of(name) + "': both must be the same");
        }
        return spec;
    }

    private FunctionSpec read(InputStream body) {
        FunctionSpec spec;
        try {
            spec = json.readValue(new BoundedBody(body, LONGEST), FunctionSpec.class);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new ProblemException(JsonProblem.of(e));
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.of("bad_request", 400, "the body did not arrive whole: " + e.getMessage()));
        }
        if (spec == null) {
            throw new InvalidInputException("the body is null: send a function's specification");
        }
        return spec;
    }

    DeployedFunction deploy(FunctionSpec spec, Optional<RegistryLogin> login, Progress progress) {
        return deployer.deploy(TenantName.DEFAULT, spec, login, progress);
    }

    boolean remove(FunctionName name) {
        return deployer.remove(name);
    }

    Multi<DeployEvent> inSteps(FunctionSpec spec, Optional<RegistryLogin> login) {
        return work.inSteps(progress -> views.of(deploy(spec, login, progress)));
    }
}
