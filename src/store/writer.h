// The writing half of a store: one report into the tables, within a transaction of the caller's.
#pragma once

#include <string>
#include <vector>

#include "store/sqlite.h"
#include "store/store.h"

namespace dragoman {

class TableWriter : public StoreWriter {
 public:
  // `at` is the time that goes into `changes`.
  TableWriter(Database& database, std::string at) : db_(database), at_(std::move(at)) {}

  Result<AddOutcome> add(const Record& record, const Derive& derive);
  Result<AddOutcome> refresh(const std::string& family, const Rebuild& rebuild);

  std::vector<std::string> drop_flows(const std::string& article) override;
  void put_flow(const std::string& event, int number, const std::string& article,
                const std::string& family, const Value& body) override;
  std::vector<Value> flows(const std::string& family) override;
  std::int64_t flow_count(const std::string& family) override;
  void mark_stale(const std::string& family) override;
  void replace_ledger(const std::string& family, const std::vector<LedgerRow>& rows) override;

 private:
  struct Old {
    std::string id;
    std::int64_t revision = 0;
    std::string body;
  };
  enum class Place { kNew, kReplaces, kBeside };
  Result<Place> put_source(const Record& record, const std::string& id);
  void put_article(const Record& record, const std::string& id, const std::string& json);
  void sync(RowKind kind, const std::string& article, const std::vector<NewRow>& rows);
  // Writes down that a row came or changed; gives the revision it has now.
  std::int64_t note_revision(RowKind kind, const Old* old, const std::string& id);
  void withdraw(RowKind kind, const Old& old);
  void put_links(const NewRow& row);
  void drop_links(const std::string& id);
  void note(const char* op, RowKind kind, const std::string& id, std::int64_t revision);
  std::string text_hash(const std::string& article);
  void start();

  Database& db_;
  std::string at_;
  std::int64_t next_seq_ = 0;
  AddOutcome outcome_;
};

// The record's JSON as it is kept, and back.
std::string compress(const std::string& json);
Result<std::string> decompress(const std::string& bytes);

}  // namespace dragoman
