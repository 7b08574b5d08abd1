// SPDX-License-Identifier: Apache-2.0
package io.jfn.gateway.functions;

import io.jfn.api.FunctionName;
import io.jfn.api.FunctionSpec;
import io.jfn.api.ImageOrigin;
import io.jfn.api.InvalidInputException;
import io.jfn.api.TenantName;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.sqlite.SQLiteConfig;

/**
 * The file behind the registry: SQLite in WAL mode, where a commit is on the disk before it is acknowledged
 * (docs/adr/0004). One connection, which its owner guards.
 */
final class RegistryDatabase implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger(RegistryDatabase.class.getName());

    private final Path file;
    private final Connection connection;

    private RegistryDatabase(Path file, Connection connection) {
        this.file = file;
        this.connection = connection;
    }

    static RegistryDatabase open(Path file) {
        var config = new SQLiteConfig();
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setLockingMode(SQLiteConfig.LockingMode.EXCLUSIVE);
        config.enforceForeignKeys(true);
        try {
            ownerOnly(file);
            Connection connection = config.createConnection("jdbc:sqlite:" + file);
            try {
                connection.setAutoCommit(false);
                Migrations.apply(connection);
            } catch (SQLException | RuntimeException e) {
                connection.close();
                throw e;
            }
            return new RegistryDatabase(file, connection);
        } catch (SQLException | IOException | RegistryException e) {
            throw new RegistryException("cannot open the registry of functions " + file + ": " + e.getMessage(), e);
        }
    }

    private static void ownerOnly(Path file) throws IOException {
        var mode = PosixFilePermissions.fromString("rw-------");
        try {
            // SQLite gives its journals the mode of this file.
            Files.createFile(file, PosixFilePermissions.asFileAttribute(mode));
        } catch (FileAlreadyExistsException _) {
            Files.setPosixFilePermissions(file, mode);
        }
    }

    /**
     * Everything that is kept.
     *
     * @param unreadable revisions among those of {@code functions} that only stand in for what cannot be read
     */
    record Contents(List<DeployedFunction> functions, List<UnreadableRevision> unreadable) {}

    /** Reads all of it; what one row holds costs nobody else's function anything. */
    Contents contents() {
        return transaction("read", () -> {
            var contents = new Contents(new ArrayList<>(), new ArrayList<>());
            query("SELECT tenant, name, created_at_millis FROM functions", row -> {
                TenantName tenant;
                FunctionName name;
                try {
                    tenant = new TenantName(row.getString(1));
                    name = new FunctionName(row.getString(2));
                } catch (InvalidInputException e) {
                    LOG.log(
                            System.Logger.Level.ERROR,
                            "a function in the registry {0} is left out, nobody could call it: {1}",
                            file,
                            e.getMessage());
                    return;
                }
                List<DeployedRevision> revisions = revisions(tenant, name, contents.unreadable());
                contents.functions().add(new DeployedFunction(tenant, name, row.getLong(3), revisions));
            });
            return contents;
        });
    }

    private List<DeployedRevision> revisions(TenantName tenant, FunctionName name, List<UnreadableRevision> unreadable)
            throws SQLException {
        List<DeployedRevision> all = new ArrayList<>();
        query(
                "SELECT number, spec, image, deployed_at_millis, origin FROM revisions WHERE tenant = ? AND name = ? ORDER BY number",
                row -> all.add(new DeployedRevision(revision(tenant, name, row, unreadable), row.getLong(4))),
                tenant,
                name);
        if (all.isEmpty()) {
            all.add(new DeployedRevision(standIn(tenant, name, 1, "it has no revision", unreadable), 0));
        }
        return all;
    }

    private Revision revision(TenantName tenant, FunctionName name, ResultSet row, List<UnreadableRevision> unreadable)
            throws SQLException {
        int number = row.getInt(1);
        try {
            FunctionSpec spec = RevisionJson.spec(row.getString(2));
            return spec.name().equals(name.value())
                    ? new Revision(tenant, spec, number, RevisionJson.image(row.getString(3)), origin(row.getString(5)))
                    : standIn(tenant, name, number, "its specification is another function's", unreadable);
        } catch (RegistryException e) {
            return standIn(tenant, name, number, String.valueOf(e.getMessage()), unreadable);
        }
    }

    private Revision standIn(
            TenantName tenant, FunctionName name, int number, String flaw, List<UnreadableRevision> unreadable) {
        var broken = UnreadableRevision.of(tenant, name, number, flaw);
        LOG.log(System.Logger.Level.ERROR, "{0} (registry {1}, tenant {2})", broken.reason(), file, tenant);
        unreadable.add(broken);
        return broken.standIn();
    }

    private static @Nullable ImageOrigin origin(@Nullable String json) {
        return json == null ? null : RevisionJson.origin(json);
    }

    List<ImageReference> owed() {
        return transaction("read", () -> {
            List<ImageReference> all = new ArrayList<>();
            query(
                    "SELECT tenant, owner FROM owed_releases",
                    row -> all.add(new ImageReference(new TenantName(row.getString(1)), row.getString(2))));
            return all;
        });
    }

    void owe(ImageReference reference) {
        transaction("write", () -> {
            oweNow(reference);
            return reference;
        });
    }

    void settle(ImageReference reference) {
        transaction("write", () -> {
            settleNow(reference);
            return reference;
        });
    }

    /** Makes the current revision of a function durable, whose reference is owed no more while those of others are. */
    void commit(DeployedFunction function, List<ImageReference> pruned) {
        DeployedRevision current = function.current();
        Revision revision = current.revision();
        transaction("write", () -> {
            update(
                    "INSERT INTO functions VALUES (?, ?, ?) ON CONFLICT DO NOTHING",
                    function.tenant(),
                    function.name(),
                    function.createdAtMillis());
            update(
                    "INSERT INTO revisions VALUES (?, ?, ?, ?, ?, ?, ?)",
                    function.tenant(),
                    function.name(),
                    revision.number(),
                    RevisionJson.write(revision.spec()),
                    RevisionJson.write(revision.image()),
                    current.deployedAtMillis(),
                    revision.origin() == null ? null : RevisionJson.write(revision.origin()));
            update(
                    "DELETE FROM revisions WHERE tenant = ? AND name = ? AND number < ?",
                    function.tenant(),
                    function.name(),
                    function.revisions().getFirst().revision().number());
            update(
                    "INSERT INTO revision_numbers VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET last = excluded.last",
                    function.tenant(),
                    function.name(),
                    revision.number());
            settleNow(ImageReference.of(revision));
            for (ImageReference reference : pruned) {
                oweNow(reference);
            }
            return revision;
        });
    }

    /** The last number that a revision of a name ever had, 0 for none. */
    int lastNumber(TenantName tenant, FunctionName name) {
        return transaction("read", () -> {
            List<Integer> last = new ArrayList<>();
            query(
                    "SELECT last FROM revision_numbers WHERE tenant = ? AND name = ?",
                    row -> last.add(row.getInt(1)),
                    tenant,
                    name);
            return last.isEmpty() ? 0 : last.getFirst();
        });
    }

    void replaceImage(Revision revision) {
        transaction(
                "write",
                () -> update(
                        "UPDATE revisions SET image = ? WHERE tenant = ? AND name = ? AND number = ?",
                        RevisionJson.write(revision.image()),
                        revision.tenant(),
                        revision.name(),
                        revision.number()));
    }

    void remove(DeployedFunction function, List<ImageReference> freed) {
        transaction("write", () -> {
            update("DELETE FROM functions WHERE tenant = ? AND name = ?", function.tenant(), function.name());
            for (ImageReference reference : freed) {
                oweNow(reference);
            }
            return function;
        });
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            throw failed("close", e);
        }
    }

    private void oweNow(ImageReference reference) throws SQLException {
        update("INSERT INTO owed_releases VALUES (?, ?) ON CONFLICT DO NOTHING", reference.tenant(), reference.owner());
    }

    private void settleNow(ImageReference reference) throws SQLException {
        update("DELETE FROM owed_releases WHERE tenant = ? AND owner = ?", reference.tenant(), reference.owner());
    }

    private int update(String sql, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(sql, values)) {
            return statement.executeUpdate();
        }
    }

    private void query(String sql, RowReader reader, @Nullable Object... values) throws SQLException {
        try (PreparedStatement statement = prepare(sql, values);
                ResultSet rows = statement.executeQuery()) {
            while (rows.next()) {
                reader.read(rows);
            }
        }
    }

    private PreparedStatement prepare(String sql, @Nullable Object... values) throws SQLException {
        PreparedStatement statement = connection.prepareStatement(sql);
        for (int i = 0; i < values.length; i++) {
            switch (values[i]) {
                case null -> statement.setString(i + 1, null);
                case Number number -> statement.setLong(i + 1, number.longValue());
                case Object text -> statement.setString(i + 1, text.toString());
            }
        }
        return statement;
    }

    private <T> T transaction(String what, SqlWork<T> work) {
        try {
            T result = work.run();
            connection.commit();
            return result;
        } catch (SQLException | RuntimeException e) {
            RegistryException failure = failed(what, e);
            try {
                connection.rollback();
            } catch (SQLException second) {
                failure.addSuppressed(second);
            }
            throw failure;
        }
    }

    private RegistryException failed(String what, Exception cause) {
        return new RegistryException(
                "cannot " + what + " the registry of functions " + file + ": " + cause.getMessage(), cause);
    }

    private interface SqlWork<T> {
        T run() throws SQLException;
    }

    private interface RowReader {
        void read(ResultSet row) throws SQLException;
    }
}
