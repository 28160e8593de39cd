import GRDB

/// The tables. A change of them is a new migration below the ones that have been released, never a change of one.
///
/// A run is known in the other tables by its number, `sequence`. Texts that people chose are stored as the bytes of
/// their UTF-8, because SQLite's own texts end at a zero. Unsigned 64-bit numbers are stored as the signed ones with
/// the same bits.
enum LedgerSchema {
    /// From nothing to the tables of this version.
    static var migrator: DatabaseMigrator {
        var migrator = DatabaseMigrator()
        migrator.registerMigration("1") { db in
            try db.execute(sql: first)
        }
        migrator.registerMigration("2") { db in
            try db.execute(sql: second)
        }
        migrator.registerMigration("shares") { db in
            try db.execute(sql: shares)
        }
        migrator.registerMigration("scheduling") { db in
            try db.execute(sql: scheduling)
        }
        migrator.registerMigration("memory") { db in
            try db.execute(sql: memory)
        }
        migrator.registerMigration("losses") { db in
            try db.execute(sql: losses)
        }
        migrator.registerMigration("checks") { db in
            try db.execute(sql: checks)
        }
        return migrator
    }

    /// `node` has no `WITHOUT ROWID`: its rows are large, and would fill the index itself.
    private static let first = """
        CREATE TABLE coordinator (
            id INTEGER PRIMARY KEY,
            epoch INTEGER NOT NULL
        ) STRICT;
        INSERT INTO coordinator VALUES (1, 0);
        CREATE TABLE run (
            sequence INTEGER PRIMARY KEY,
            id TEXT NOT NULL UNIQUE,
            label BLOB NOT NULL,
            model_name BLOB NOT NULL,
            model_text BLOB NOT NULL,
            scenario BLOB NOT NULL,
            sampler BLOB NOT NULL,
            seed INTEGER NOT NULL,
            draws INTEGER NOT NULL,
            plan BLOB NOT NULL,
            kernel_version BLOB NOT NULL,
            submitted_at REAL NOT NULL,
            digest BLOB NOT NULL,
            state TEXT NOT NULL,
            reason BLOB NOT NULL,
            seconds REAL NOT NULL
        ) STRICT;
        CREATE TABLE shard (
            run INTEGER NOT NULL REFERENCES run (sequence),
            replicate INTEGER NOT NULL,
            level INTEGER NOT NULL,
            position INTEGER NOT NULL,
            worker TEXT NOT NULL,
            epoch INTEGER NOT NULL,
            lease INTEGER NOT NULL,
            attempt INTEGER NOT NULL,
            seconds REAL NOT NULL,
            PRIMARY KEY (run, replicate, level, position)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE node (
            run INTEGER NOT NULL REFERENCES run (sequence),
            replicate INTEGER NOT NULL,
            level INTEGER NOT NULL,
            position INTEGER NOT NULL,
            digest BLOB NOT NULL,
            summary BLOB NOT NULL,
            PRIMARY KEY (run, replicate, level, position)
        ) STRICT;
        """

    /// What is left of the receipts of a run that has ended: of each worker how many shards, and the ranges, as
    /// ``WorkerShare/encodedRanges``. A run's are made a few thousand at a time, a slice each.
    private static let shares = """
        CREATE TABLE share (
            run INTEGER NOT NULL REFERENCES run (sequence),
            slice INTEGER NOT NULL,
            worker TEXT NOT NULL,
            shards INTEGER NOT NULL,
            ranges BLOB NOT NULL,
            digest BLOB NOT NULL,
            PRIMARY KEY (run, slice, worker)
        ) STRICT;
        """

    /// What of each shard a later result of it is compared with (empty: unknown); how a run is scheduled (0 and empty are none);
    /// and the work that no worker is given any more, `part` being -1 where it is draws.
    private static let scheduling = """
        ALTER TABLE shard ADD COLUMN digest BLOB NOT NULL DEFAULT x'';
        ALTER TABLE run ADD COLUMN priority INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE run ADD COLUMN submitter BLOB NOT NULL DEFAULT x'';
        ALTER TABLE run ADD COLUMN spot_check REAL NOT NULL DEFAULT 0;
        ALTER TABLE run ADD COLUMN maximum_seconds REAL NOT NULL DEFAULT 0;
        ALTER TABLE run ADD COLUMN maximum_slots INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE run ADD COLUMN paused INTEGER NOT NULL DEFAULT 0;
        CREATE TABLE quarantine (
            run INTEGER NOT NULL REFERENCES run (sequence),
            part INTEGER NOT NULL,
            replicate INTEGER NOT NULL,
            level INTEGER NOT NULL,
            position INTEGER NOT NULL,
            reason BLOB NOT NULL,
            PRIMARY KEY (run, part, replicate, level, position)
        ) STRICT;
        """

    /// Merged work of a run that has not ended that is to be evaluated once more; `part` as in `quarantine`.
    private static let checks = """
        CREATE TABLE unchecked (
            run INTEGER NOT NULL REFERENCES run (sequence),
            part INTEGER NOT NULL,
            replicate INTEGER NOT NULL,
            level INTEGER NOT NULL,
            position INTEGER NOT NULL,
            PRIMARY KEY (run, part, replicate, level, position)
        ) STRICT, WITHOUT ROWID;
        """

    /// Workers that were lost with work of a run that has not ended, by their leases; `part` as in `quarantine`.
    private static let losses = """
        CREATE TABLE loss (
            run INTEGER NOT NULL REFERENCES run (sequence),
            epoch INTEGER NOT NULL,
            lease INTEGER NOT NULL,
            part INTEGER NOT NULL,
            replicate INTEGER NOT NULL,
            level INTEGER NOT NULL,
            position INTEGER NOT NULL,
            digest BLOB NOT NULL,
            PRIMARY KEY (run, epoch, lease)
        ) STRICT, WITHOUT ROWID;
        """

    /// How many bytes of memory a run may take; 0 is any number.
    private static let memory = """
        ALTER TABLE run ADD COLUMN maximum_bytes INTEGER NOT NULL DEFAULT 0;
        """

    /// Runs towards a precision (0 is none; `draws` is then the ceiling and `goal` how many are computed for now), and
    /// sensitivities, whose parts stand with who computed them.
    private static let second = """
        ALTER TABLE run ADD COLUMN precision REAL NOT NULL DEFAULT 0;
        ALTER TABLE run ADD COLUMN goal INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE run ADD COLUMN sensitivity BLOB NOT NULL DEFAULT x'';
        ALTER TABLE run ADD COLUMN parts INTEGER NOT NULL DEFAULT 0;
        UPDATE run SET goal = draws;
        CREATE TABLE part (
            run INTEGER NOT NULL REFERENCES run (sequence),
            position INTEGER NOT NULL,
            worker TEXT NOT NULL,
            epoch INTEGER NOT NULL,
            lease INTEGER NOT NULL,
            attempt INTEGER NOT NULL,
            seconds REAL NOT NULL,
            digest BLOB NOT NULL,
            result BLOB NOT NULL,
            PRIMARY KEY (run, position)
        ) STRICT;
        """
}
