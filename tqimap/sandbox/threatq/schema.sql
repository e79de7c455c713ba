-- The simulated ThreatQ's data. "collection" is the plural name of an object type, as in the paths of the API.

CREATE TABLE users (id INTEGER PRIMARY KEY, email TEXT UNIQUE, password TEXT, role TEXT, created_at TEXT);
CREATE TABLE clients (id INTEGER PRIMARY KEY, name TEXT, type TEXT, client_id TEXT UNIQUE, client_secret TEXT,
                      lifetime INTEGER, created_at TEXT);
CREATE TABLE tokens (token TEXT PRIMARY KEY, kind TEXT, client_id TEXT, user_id INTEGER, expires REAL);
CREATE TABLE connector_categories (id INTEGER PRIMARY KEY, name TEXT UNIQUE);
CREATE TABLE connectors (id INTEGER PRIMARY KEY, name TEXT UNIQUE, namespace TEXT, category_id INTEGER,
                         indicator_status_id INTEGER, tlp_id INTEGER, frequency INTEGER, declared TEXT, settings TEXT,
                         gate_oauth2_client_id INTEGER, is_active INTEGER DEFAULT 0, last_import_at TEXT,
                         last_import_count INTEGER, created_at TEXT, updated_at TEXT);

CREATE TABLE tlp (id INTEGER PRIMARY KEY, name TEXT UNIQUE);
CREATE TABLE indicator_types (id INTEGER PRIMARY KEY, name TEXT UNIQUE, class TEXT, score REAL,
                              wildcard_matching TEXT DEFAULT 'Y', created_at TEXT, updated_at TEXT);
CREATE TABLE indicator_statuses (id INTEGER PRIMARY KEY, name TEXT UNIQUE, description TEXT,
                                 user_editable TEXT DEFAULT 'N', visible TEXT DEFAULT 'Y',
                                 include_in_export TEXT DEFAULT 'Y', protected TEXT DEFAULT 'N',
                                 created_at TEXT, updated_at TEXT);
CREATE TABLE attachment_types (id INTEGER PRIMARY KEY, name TEXT UNIQUE, is_parsable TEXT, parser_class TEXT,
                               created_at TEXT, updated_at TEXT);
CREATE TABLE signature_types (id INTEGER PRIMARY KEY, name TEXT UNIQUE, created_at TEXT, updated_at TEXT);
CREATE TABLE signature_statuses (id INTEGER PRIMARY KEY, name TEXT UNIQUE, created_at TEXT, updated_at TEXT);
CREATE TABLE task_statuses (id INTEGER PRIMARY KEY, name TEXT UNIQUE, created_at TEXT, updated_at TEXT);
CREATE TABLE event_types (id INTEGER PRIMARY KEY, name TEXT UNIQUE, user_editable TEXT DEFAULT 'N',
                          created_at TEXT, updated_at TEXT);

CREATE TABLE indicators (id INTEGER PRIMARY KEY, type_id INTEGER, status_id INTEGER, class TEXT, value TEXT, hash TEXT,
                         description TEXT, last_detected_at TEXT, expires_at TEXT, expired_at TEXT,
                         expires_needs_calc TEXT DEFAULT 'Y', expires_calculated_at TEXT, created_at TEXT,
                         updated_at TEXT, touched_at TEXT, published_at TEXT);
CREATE UNIQUE INDEX indicator_identity ON indicators (value, type_id);
CREATE INDEX indicator_hash ON indicators (hash);
CREATE TABLE attachments (id INTEGER PRIMARY KEY, type_id INTEGER, title TEXT, name TEXT, hash TEXT,
                          content_type_id INTEGER, file_size INTEGER, malware_locked INTEGER, description TEXT,
                          created_at TEXT, updated_at TEXT, touched_at TEXT, published_at TEXT);
CREATE INDEX attachment_hash ON attachments (hash);
CREATE INDEX attachment_name ON attachments (name);
CREATE TABLE events (id INTEGER PRIMARY KEY, type_id INTEGER, title TEXT, happened_at TEXT, hash TEXT, description TEXT,
                     created_at TEXT, updated_at TEXT, touched_at TEXT, published_at TEXT);
CREATE TABLE scores (indicator_id INTEGER PRIMARY KEY, generated_score REAL, manual_score REAL);
CREATE TABLE adversaries (id INTEGER PRIMARY KEY, name TEXT, description TEXT, created_at TEXT, updated_at TEXT,
                          touched_at TEXT, published_at TEXT);
CREATE TABLE signatures (id INTEGER PRIMARY KEY, name TEXT, value TEXT, hash TEXT, type_id INTEGER, status_id INTEGER,
                         description TEXT, created_at TEXT, updated_at TEXT, touched_at TEXT, published_at TEXT);
CREATE TABLE tasks (id INTEGER PRIMARY KEY, name TEXT, description TEXT, status_id INTEGER, priority TEXT,
                    assignee_source_id INTEGER, due_at TEXT, created_at TEXT, updated_at TEXT, touched_at TEXT,
                    published_at TEXT);
CREATE TABLE investigations (id INTEGER PRIMARY KEY, name TEXT, description TEXT, priority_id INTEGER,
                             status_id INTEGER, visible INTEGER, created_at TEXT, updated_at TEXT, touched_at TEXT,
                             published_at TEXT);

-- Texts and Files on their way through the server's own parser; "event" is the draft of a Spearphish as JSON.
CREATE TABLE imports (id INTEGER PRIMARY KEY, text TEXT, attachment_id INTEGER, normalize TEXT, source TEXT,
                      derive INTEGER DEFAULT 0, status_id INTEGER, delete_after INTEGER DEFAULT 0, event TEXT,
                      created_at TEXT, updated_at TEXT);
CREATE TABLE queries (id INTEGER PRIMARY KEY, hash TEXT UNIQUE, name TEXT, body TEXT);
CREATE VIEW saved_queries AS SELECT * FROM queries WHERE name IS NOT NULL;

-- What was uploaded, in pieces of at most a megabyte; staged pieces wait for the second step of an upload.
CREATE TABLE contents (attachment_id INTEGER, piece INTEGER, data BLOB, PRIMARY KEY (attachment_id, piece));
CREATE TABLE staged (owner TEXT, name TEXT, identifier TEXT, chunk INTEGER, chunks INTEGER, piece INTEGER, data BLOB);
CREATE INDEX staged_name ON staged (owner, name, chunk, piece);

CREATE TABLE relations (id INTEGER PRIMARY KEY, a TEXT, a_id INTEGER, b TEXT, b_id INTEGER, created_at TEXT,
                        updated_at TEXT);
CREATE UNIQUE INDEX relation_identity ON relations (a, a_id, b, b_id);
CREATE INDEX relation_back ON relations (b, b_id, a, a_id);
-- Every relation seen from both of its ends.
CREATE VIEW links AS
    SELECT id, a AS here, a_id AS here_id, b AS there, b_id AS there_id, created_at, updated_at FROM relations
    UNION ALL SELECT id, b, b_id, a, a_id, created_at, updated_at FROM relations;

CREATE TABLE sources (id INTEGER PRIMARY KEY, type TEXT, reference_id INTEGER, name TEXT UNIQUE);
CREATE TABLE object_sources (id INTEGER PRIMARY KEY, collection TEXT, object_id INTEGER, source_id INTEGER,
                             creator_source_id INTEGER, tlp_id INTEGER, published_at TEXT, created_at TEXT,
                             updated_at TEXT, UNIQUE (collection, object_id, source_id));
CREATE TABLE attributes (id INTEGER PRIMARY KEY, name TEXT UNIQUE, created_at TEXT, updated_at TEXT);
CREATE TABLE object_attributes (id INTEGER PRIMARY KEY, collection TEXT, object_id INTEGER, attribute_id INTEGER,
                                value TEXT, created_at TEXT, updated_at TEXT, touched_at TEXT,
                                UNIQUE (collection, object_id, attribute_id, value));
CREATE TRIGGER attribute_gone AFTER DELETE ON object_attributes
    BEGIN DELETE FROM object_sources WHERE collection = 'object_attributes' AND object_id = old.id; END;
CREATE TABLE tags (id INTEGER PRIMARY KEY, name TEXT UNIQUE);
CREATE TABLE object_tags (id INTEGER PRIMARY KEY, collection TEXT, object_id INTEGER, tag_id INTEGER,
                          UNIQUE (collection, object_id, tag_id));
CREATE TABLE comments (id INTEGER PRIMARY KEY, collection TEXT, object_id INTEGER, value TEXT, creator TEXT,
                       created_at TEXT, updated_at TEXT);
