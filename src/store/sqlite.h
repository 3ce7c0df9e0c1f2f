// A small face on SQLite's C interface, with errors that stick: after the first one every call does
// nothing, a step says that there are no more rows and a commit refuses. So a run of queries reads
// straight on and is checked once.
//
//   auto db = Database::open("x.db", Database::Mode::kWrite);
//   Transaction transaction(*db);
//   db->query("INSERT INTO notes VALUES (?, ?)").bind(1).bind("a").run();
//   if (auto done = transaction.commit(); !done) return done;      // the first error, if any
//
// Thread-safety: one thread at a time.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "dragoman/error.h"

struct sqlite3;
struct sqlite3_stmt;

namespace dragoman {

class Database;

// A prepared statement: bind its parameters in order, then step through its rows.
class Query {
 public:
  Query& bind(std::string_view text);
  Query& bind(const char* text) { return bind(std::string_view(text)); }
  Query& bind(const std::string& text) { return bind(std::string_view(text)); }
  Query& bind(std::int64_t number);
  Query& bind(int number) { return bind(static_cast<std::int64_t>(number)); }
  Query& bind_blob(std::string_view bytes);
  Query& bind_null();
  // The text, or NULL where it is empty.
  Query& bind_text_or_null(std::string_view text);

  bool step();                         // false = no more rows, or an error
  bool run();                          // for statements that give no rows: false = an error
  std::string text(int column) const;  // also blobs; "" for NULL
  std::int64_t integer(int column) const;
  bool is_null(int column) const;
  void reset();

 private:
  friend class Database;
  struct Finalize {
    void operator()(sqlite3_stmt* statement) const;
  };
  Query(Database* database, sqlite3_stmt* statement);
  Database* database_;
  std::unique_ptr<sqlite3_stmt, Finalize> statement_;
  int bound_ = 0;
};

class Database {
 public:
  enum class Mode { kRead, kWrite, kReadImmutable };
  static Result<std::unique_ptr<Database>> open(const std::string& path, Mode mode);
  ~Database();
  Database(const Database&) = delete;
  Database& operator=(const Database&) = delete;

  // The prepared statement of this text, kept for the next time and reset; not to be nested with
  // itself.
  Query& query(const char* sql);
  // A statement of one's own, for rows that are handed to foreign code as they come.
  Query prepare(const std::string& sql);
  bool run(const char* sql);  // one or more statements without parameters

  bool ok() const { return !error_; }
  Result<void> status() const;
  // Forgets the error: only after a rollback.
  void clear_error() { error_.reset(); }
  bool in_transaction() const;
  const std::string& path() const { return path_; }
  // The meaning of a result code, as an Error with this database's path.
  void fail_with(int code);
  void fail_with(Error error);

 private:
  friend class Query;
  explicit Database(std::string path) : path_(std::move(path)) {}
  std::string path_;
  sqlite3* handle_ = nullptr;
  std::map<std::string, Query, std::less<>> cache_;
  std::optional<Error> error_;
};

// BEGIN IMMEDIATE … COMMIT; rolls back unless committed.
class Transaction {
 public:
  explicit Transaction(Database& database);
  ~Transaction();
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;
  Result<void> commit();

 private:
  Database& database_;
  bool open_;
};

}  // namespace dragoman
