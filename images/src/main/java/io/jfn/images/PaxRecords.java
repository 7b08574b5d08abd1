// SPDX-License-Identifier: Apache-2.0
package io.jfn.images;

import java.util.HashMap;
import java.util.Map;

/** The records of a POSIX.1-2001 extended header: {@code length key=value\n}, parsed to the letter. */
final class PaxRecords {
    private PaxRecords() {}

    /** The records that jfn heeds: path, linkpath, size and mtime; refuses sparse files, forgets attributes. */
    static Map<String, String> parse(byte[] data) {
        var records = new HashMap<String, String>();
        int at = 0;
        while (at < data.length) {
            int space = at;
            int length = 0;
            while (space < data.length && data[space] >= '0' && data[space] <= '9' && space - at < 8) {
                length = length * 10 + (data[space++] - '0');
            }
            int end = at + length;
            if (space == at
                    || space >= data.length
                    || data[space] != ' '
                    || end > data.length
                    || end <= space + 3
                    || data[end - 1] != '\n') {
                throw malformed("a record's length is wrong");
            }
            int equals = space + 1;
            while (equals < end && data[equals] != '=') {
                equals++;
            }
            if (equals == end || equals == space + 1) {
                throw malformed("a record has no key");
            }
            String key = EntryName.decode(data, space + 1, equals - space - 1);
            keep(records, key, data, equals + 1, end - 1 - (equals + 1));
            at = end;
        }
        return records;
    }

    private static void keep(Map<String, String> records, String key, byte[] data, int from, int length) {
        if (key.startsWith("GNU.sparse.")) {
            throw new ImageException(
                    Fault.SPARSE_FILE, "sparse file in the archive: write it without --sparse, so that it is plain");
        }
        switch (key) {
            case "path", "linkpath", "size", "mtime" -> {
                if (records.put(key, EntryName.decode(data, from, length)) != null) {
                    throw malformed("'" + key + "' is there twice");
                }
            }
            // Owners, other times, comments and every extended attribute: nothing that a sandbox should get.
            default -> {}
        }
    }

    static ImageException malformed(String why) {
        return new ImageException(Fault.PAX_MALFORMED, "tar extended header is malformed: " + why);
    }
}
