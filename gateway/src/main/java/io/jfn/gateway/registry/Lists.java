// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.registry;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.jfn.api.Digest;
import io.jfn.images.content.ManifestDocument;
import io.jfn.images.content.Referrer;
import io.jfn.images.content.TenantContent;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;

/** Content discovery: repositories, tags and referrers. */
final class Lists {
    private final TenantContent content;

    Lists(TenantContent content) {
        this.content = content;
    }

    /** The repositories of the registry. */
    record Repositories(List<String> repositories) {}

    /** The tags of a repository. */
    record TagList(String name, List<String> tags) {}

    /** An index of referrers, in the form of an image index. */
    record Index(int schemaVersion, String mediaType, List<Entry> manifests) {}

    /** One referrer in an index. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record Entry(String mediaType, String digest, long size, String artifactType, Map<String, String> annotations) {
        static Entry of(Referrer one) {
            return new Entry(one.mediaType(), one.digest().value(), one.size(), one.artifactType(), one.annotations());
        }
    }

    Response catalog(RegistryCall call) {
        Page page = Page.of(content.repositories(), call.query("n"), call.query("last"));
        return paged(page, "/v2/_catalog", new Repositories(page.items()));
    }

    Response tags(String repository, RegistryCall call) {
        if (!content.hasRepository(repository)) {
            throw new RegistryException(
                    404, "NAME_UNKNOWN", "there is no repository '" + repository + "' here: push to it first");
        }
        Page page = Page.of(content.tags(repository), call.query("n"), call.query("last"));
        return paged(page, "/v2/" + repository + "/tags/list", new TagList(repository, page.items()));
    }

    Response referrers(String repository, Digest subject, RegistryCall call) {
        String wanted = call.query("artifactType");
        String filter = wanted == null || wanted.isEmpty() ? null : wanted;
        List<Entry> entries = content.referrers(repository, subject, filter).stream()
                .map(Entry::of)
                .toList();
        Response.ResponseBuilder answer = Response.ok(new Index(2, ManifestDocument.OCI_INDEX, entries))
                .type(MediaType.valueOf(ManifestDocument.OCI_INDEX));
        return (filter == null ? answer : answer.header("OCI-Filters-Applied", "artifactType")).build();
    }

    private static Response paged(Page page, String path, Object body) {
        Response.ResponseBuilder answer = Response.ok(body).type(MediaType.APPLICATION_JSON_TYPE);
        page.next().ifPresent(query -> answer.header("Link", "<" + path + "?" + query + ">; rel=\"next\""));
        return answer.build();
    }
}
