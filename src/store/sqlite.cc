#include "store/sqlite.h"

#include <sqlite3.h>

namespace dragoman {
namespace {

// The commonest causes in our own words; the rest in SQLite's, which are English everywhere.
std::string reason_of(sqlite3* handle, int code) {
  if (code == SQLITE_READONLY_ROLLBACK || code == SQLITE_READONLY_RECOVERY)
    return "its last writer was cut off; opening it for writing (`dragoman add`) repairs it";
  switch (code & 0xFF) {
    case SQLITE_NOTADB:
      return "not a Dragoman store (no SQLite database)";
    case SQLITE_CORRUPT:
      return "the store is damaged (database disk image is malformed)";
    case SQLITE_FULL:
      return "no space left for the store";
    case SQLITE_READONLY:
      return "the store cannot be written to";
    case SQLITE_CANTOPEN:
      return "cannot be opened";
    case SQLITE_PERM:
      return "permission denied";
    case SQLITE_BUSY:
      return "the store is busy";
    default:
      break;
  }
  std::string reason = sqlite3_errstr(code);
  if (handle != nullptr && sqlite3_errcode(handle) == (code & 0xFF)) {
    const std::string detail = sqlite3_errmsg(handle);
    if (detail != reason) reason += " (" + detail + ")";
  }
  return reason;
}

}  // namespace

// ---- Query -------------------------------------------------------------------------------------

void Query::Finalize::operator()(sqlite3_stmt* statement) const { sqlite3_finalize(statement); }

Query::Query(Database* database, sqlite3_stmt* statement)
    : database_(database), statement_(statement) {}

Query& Query::bind(std::string_view text) {
  if (!database_->ok()) return *this;
  // An empty view may hold a null pointer, which would bind NULL.
  const char* data = text.data() != nullptr ? text.data() : "";
  const int code = sqlite3_bind_text64(statement_.get(), ++bound_, data, text.size(),
                                       SQLITE_TRANSIENT, SQLITE_UTF8);
  if (code != SQLITE_OK) database_->fail_with(code);
  return *this;
}
Query& Query::bind(std::int64_t number) {
  if (!database_->ok()) return *this;
  const int code = sqlite3_bind_int64(statement_.get(), ++bound_, number);
  if (code != SQLITE_OK) database_->fail_with(code);
  return *this;
}
Query& Query::bind_blob(std::string_view bytes) {
  if (!database_->ok()) return *this;
  const char* data = bytes.data() != nullptr ? bytes.data() : "";
  const int code =
      sqlite3_bind_blob64(statement_.get(), ++bound_, data, bytes.size(), SQLITE_TRANSIENT);
  if (code != SQLITE_OK) database_->fail_with(code);
  return *this;
}
Query& Query::bind_null() {
  if (!database_->ok()) return *this;
  const int code = sqlite3_bind_null(statement_.get(), ++bound_);
  if (code != SQLITE_OK) database_->fail_with(code);
  return *this;
}
Query& Query::bind_text_or_null(std::string_view text) {
  return text.empty() ? bind_null() : bind(text);
}

bool Query::step() {
  if (!database_->ok()) return false;
  const int code = sqlite3_step(statement_.get());
  if (code == SQLITE_ROW) return true;
  if (code != SQLITE_DONE) database_->fail_with(code);
  sqlite3_reset(statement_.get());
  return false;
}
bool Query::run() {
  while (step()) {
  }
  return database_->ok();
}

std::string Query::text(int column) const {
  if (!statement_) return {};
  const void* data = sqlite3_column_blob(statement_.get(), column);
  if (data == nullptr) return {};
  const int size = sqlite3_column_bytes(statement_.get(), column);
  return {static_cast<const char*>(data), static_cast<std::size_t>(size)};
}
std::int64_t Query::integer(int column) const {
  return statement_ ? sqlite3_column_int64(statement_.get(), column) : 0;
}
bool Query::is_null(int column) const {
  return !statement_ || sqlite3_column_type(statement_.get(), column) == SQLITE_NULL;
}
void Query::reset() {
  if (statement_) {
    sqlite3_reset(statement_.get());
    sqlite3_clear_bindings(statement_.get());
  }
  bound_ = 0;
}

// ---- Database ----------------------------------------------------------------------------------

Result<std::unique_ptr<Database>> Database::open(const std::string& path, Mode mode) {
  std::unique_ptr<Database> database(new Database(path));
  // As a URI only where it must be: a path may hold any character.
  std::string name = path;
  int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  if (mode == Mode::kReadImmutable) {
    static constexpr char kHex[] = "0123456789ABCDEF";
    name = "file:";
    for (const char c : path) {
      const auto byte = static_cast<unsigned char>(c);
      if (byte <= ' ' || byte >= 0x7F || c == '%' || c == '?' || c == '#') {
        name += '%';
        name += kHex[byte >> 4];
        name += kHex[byte & 15];
      } else {
        name += c;
      }
    }
    name += "?immutable=1";
    flags |= SQLITE_OPEN_URI;
  } else if (name.rfind("file:", 0) == 0) {
    name = "./" + name;
  }
  flags |= mode == Mode::kWrite ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY;
  const int code = sqlite3_open_v2(name.c_str(), &database->handle_, flags, nullptr);
  if (code != SQLITE_OK) return fail(ErrorCode::kStore, reason_of(nullptr, code), path);
  sqlite3_busy_timeout(database->handle_, 5000);
  // Foreign files: no view or trigger of theirs may call into anything.
  sqlite3_db_config(database->handle_, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(database->handle_, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  return database;
}

Database::~Database() {
  cache_.clear();
  sqlite3_close_v2(handle_);
}

Query Database::prepare(const std::string& sql) {
  sqlite3_stmt* statement = nullptr;
  if (ok()) {
    const int code =
        sqlite3_prepare_v2(handle_, sql.data(), static_cast<int>(sql.size()), &statement, nullptr);
    if (code != SQLITE_OK) fail_with(code);
  }
  return {this, statement};
}

Query& Database::query(const char* sql) {
  auto found = cache_.find(std::string_view(sql));
  // A statement that could not be prepared is tried again once the error is cleared.
  if (found != cache_.end() && !found->second.statement_ && ok()) {
    cache_.erase(found);
    found = cache_.end();
  }
  if (found == cache_.end()) found = cache_.emplace(sql, prepare(sql)).first;
  found->second.reset();
  return found->second;
}

bool Database::run(const char* sql) {
  if (!ok()) return false;
  const int code = sqlite3_exec(handle_, sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) fail_with(code);
  return ok();
}

void Database::fail_with(int code) {
  if (!error_) error_ = Error{ErrorCode::kStore, reason_of(handle_, code), path_, {}};
}
void Database::fail_with(Error error) {
  if (!error_) error_ = std::move(error);
}
Result<void> Database::status() const {
  if (error_) return tl::unexpected(*error_);
  return {};
}
bool Database::in_transaction() const { return sqlite3_get_autocommit(handle_) == 0; }

// ---- Transaction -------------------------------------------------------------------------------

Transaction::Transaction(Database& database)
    : database_(database), open_(database.run("BEGIN IMMEDIATE")) {}

Transaction::~Transaction() {
  if (!open_) return;
  // The error stays for the caller to see; only the rollback must pass by it.
  const Result<void> status = database_.status();
  database_.clear_error();
  // SQLite has rolled back by itself after some errors.
  if (database_.in_transaction()) database_.run("ROLLBACK");
  database_.clear_error();
  if (!status) database_.fail_with(status.error());
}

Result<void> Transaction::commit() {
  if (open_ && database_.run("COMMIT")) open_ = false;
  return database_.status();
}

}  // namespace dragoman
