// How is it kept? One SQLite file with the articles, the rows read out of them, and every change
// that a row has ever seen.
//
//   auto store = Store::open(Env::system(), "news.db", Store::Mode::kWrite);
//   auto added = store->add(record);             // in wholly, or not at all
//   RowFilter filter;
//   filter.actor = "PRK";
//   store->rows(RowKind::kEvent, filter, [](const Row& row) {
//     std::cout << row_to_json(row) << '\n';
//     return true;                               // false stops
//   });
//
// Laws. What `add` has returned survives a crash and a power loss. Adding a report a second time
// changes nothing. A row's id depends on what it says, not on what was added before; a row that a
// later coding changes keeps its id with a higher revision; one that goes leaves a tombstone in
// `changes`. One process writes at a time, a second is refused with kStoreLocked; readers go on
// and see whole reports only.
// Errors: kStore and kStoreLocked, naming the file; kMalformed for a record against its own laws.
// Thread-safety: one thread at a time; a second thread opens the file again for reading.
// docs/formats/store.md describes the file.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/env.h"
#include "dragoman/error.h"
#include "dragoman/record.h"
#include "store/rows.h"
#include "store/value.h"

namespace dragoman {

// A row as it is kept: `body` is the row's JSON without id and revision.
struct Row {
  RowKind kind = RowKind::kStatement;
  std::string id;
  std::int64_t revision = 1;
  std::string body;
};

// Which rows. Actors are named by the beginning of their CAMEO code ("PRK", "RUSGOV"), by their
// country, or by words of their name; empty = any.
struct RowFilter {
  std::string actor;                 // in any role
  std::string supporter, recipient;  // of ledger rows
  std::string measure, kind;         // of ledger rows
  std::string type;                  // act of statements, type of events
  std::string article;
  std::string since,
      until;               // dates, both inclusive: of what happened, of the reports in the ledger
  std::int64_t limit = 0;  // 0 = all
};

struct Change {
  std::int64_t seq = 0;
  std::string at, op, kind, row, into;
  std::int64_t revision = 0;
};

struct ChangeFilter {
  std::int64_t after = 0;  // only changes with a higher seq
  std::string since;       // only changes at or after this time
  std::int64_t limit = 0;
};

struct StoredArticle {
  std::string id, url, site, published, language, title, text;
};

struct AddOutcome {
  enum class What { kAdded, kRevised, kUnchanged } what = What::kUnchanged;
  std::string article;
  int added = 0, revised = 0, withdrawn = 0;  // rows
};

// What `verify` has found.
struct Verification {
  std::int64_t articles = 0, statements = 0, events = 0, ledger = 0, evidence = 0;
  std::int64_t stale = 0;  // families to be refreshed: the ids in their rows are not checked
  std::vector<std::string> faults;  // one line each, at most kMaxFaults
  std::int64_t fault_count = 0;
  static constexpr std::size_t kMaxFaults = 1000;
};

// The inside of `add`, for stages that keep rows of their own beside those of the record
// (src/ledger): everything done here is in the same transaction.
class StoreWriter {
 public:
  virtual ~StoreWriter() = default;
  // Forgets what the article's events said of flows; returns the families concerned.
  virtual std::vector<std::string> drop_flows(const std::string& article) = 0;
  virtual void put_flow(const std::string& event, int number, const std::string& article,
                        const std::string& family, const Value& body) = 0;
  // The flows of a family in an order that does not depend on that of adding.
  virtual std::vector<Value> flows(const std::string& family) = 0;
  struct LedgerRow {
    NewRow row;
    std::string sort_key, measure, kind, first_day, last_day;
  };
  virtual std::int64_t flow_count(const std::string& family) = 0;
  // Leaves the family's ledger rows to Store::refresh.
  virtual void mark_stale(const std::string& family) = 0;
  // Makes these the ledger rows of a family, revising and withdrawing what was there.
  virtual void replace_ledger(const std::string& family, const std::vector<LedgerRow>& rows) = 0;
};
// Makes the ledger rows of one family.
using Rebuild = std::function<Result<void>(StoreWriter&, const std::string& family)>;
using Derive = std::function<Result<void>(StoreWriter&, const Record&, const RecordRows&)>;

class Store {
 public:
  enum class Mode { kRead, kWrite };
  // kWrite makes the file where there is none, and brings an older one up to this version.
  static Result<Store> open(Env& env, const std::string& path, Mode mode);

  Result<AddOutcome> add(const Record& record, const Derive& derive = {});

  // Rebuilds the families that `add` has left for later, one transaction each. After a crash in
  // between the next refresh goes on.
  Result<AddOutcome> refresh(const Rebuild& rebuild);
  // How many families wait for that.
  std::int64_t stale_count();

  using RowSink = std::function<bool(const Row&)>;
  // Statements and events by date, ledger rows by supporter and recipient.
  Result<void> rows(RowKind kind, const RowFilter& filter, const RowSink& sink);
  Result<Row> row(const std::string& id);  // kNotFound
  Result<void> changes(const ChangeFilter& filter, const std::function<bool(const Change&)>& sink);

  Result<StoredArticle> article(const std::string& id);  // kNotFound
  Result<std::string> record_json(const std::string& article);
  // The whole sentences of an article that hold a span (code points); empty where there are none.
  Result<std::string> sentences(const std::string& article, std::uint32_t begin, std::uint32_t end);
  std::int64_t article_count();

  // Proves the store: SQLite's own check, every text against its hash, every evidence span against
  // its text, every id against its row.
  Result<Verification> verify();

  Store(Store&&) noexcept;
  Store& operator=(Store&&) noexcept;
  ~Store();

 private:
  struct Parts;
  explicit Store(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

// The row as the contract prints it: one line of JSON.
std::string row_to_json(const Row& row);
std::string change_to_json(const Change& change);
// The same as a tree.
Result<Value> row_value(const Row& row);

}  // namespace dragoman
