// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.functions;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;

/** The steps from an empty database to the present schema: numbered SQL resources, applied once each, only forward. */
final class Migrations {
    private Migrations() {}

    /** Brings the schema up to date; the connection commits each step with the version it leads to. */
    static void apply(Connection connection) throws SQLException {
        List<String> steps = steps();
        try (Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL) STRICT");
            int version = version(statement);
            if (version > steps.size()) {
                throw new RegistryException("its schema has version " + version + ", this jfn knows " + steps.size()
                        + ": it was written by a newer jfn; start that one");
            }
            for (int next = version + 1; next <= steps.size(); next++) {
                for (String one : statements(steps.get(next - 1))) {
                    statement.execute(one);
                }
                statement.execute("DELETE FROM schema_version");
                statement.execute("INSERT INTO schema_version VALUES (" + next + ")");
                connection.commit();
            }
        }
        connection.commit();
    }

    private static int version(Statement statement) throws SQLException {
        try (ResultSet row = statement.executeQuery("SELECT max(version) FROM schema_version")) {
            return row.next() ? row.getInt(1) : 0;
        }
    }

    private static List<String> statements(String script) {
        String bare = script.replaceAll("(?m)^--.*$", "");
        return java.util.Arrays.stream(bare.split(";", -1))
                .map(String::strip)
                .filter(one -> !one.isEmpty())
                .toList();
    }

    private static List<String> steps() {
        List<String> steps = new ArrayList<>();
        while (true) {
            String name = "%04d.sql".formatted(steps.size() + 1);
            try (InputStream script = Migrations.class.getResourceAsStream(name)) {
                if (script == null) {
                    return steps;
                }
                steps.add(new String(script.readAllBytes(), StandardCharsets.UTF_8));
            } catch (IOException e) {
                throw new RegistryException("cannot read the migration " + name, e);
            }
        }
    }
}
