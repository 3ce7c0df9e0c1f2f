// Who supports whom with what, who says so, who denies it, and what was done against it?
//
//   auto ledger = Ledger::open(*resources);
//   store->add(record, ledger->derive());       // keeps the ledger rows beside the report's own
//   store->refresh(ledger->rebuild());          // after the last report
//
// Rows are rebuilt within the transaction of the report, but for the busiest pairs: those with more
// than kDirectFlows flows are left to `refresh`, so that adding stays linear.
//
// A row joins the flows of all reports that agree on supporter, recipient, measure, kind, item (for
// kinds such as ammunition: its class), group (given, promised, possible, requested, stopped, not
// so) and figure. Figures are never added up: another figure for the same is another row, and the
// two name each other as rivals. A denial stands in the rows that it denies; where nobody says what
// it denies, it is a row with deniers and no claimant, of status "negated".
// Law: the rows depend on the set of flows alone, not on the order in which reports were added.
// Thread-safety: immutable.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "ledger/flows.h"
#include "store/store.h"

namespace dragoman {

// The ledger rows of one family (supporter and recipient).
std::vector<StoreWriter::LedgerRow> ledger_rows(std::vector<Flow> flows);

class Ledger {
 public:
  static Result<Ledger> open(const Resources& resources);
  // To be handed to Store::add. Keeps the tables alive by itself.
  Derive derive() const;
  // To be handed to Store::refresh.
  Rebuild rebuild() const;
  static constexpr std::int64_t kDirectFlows = 64;

 private:
  explicit Ledger(SupportRules rules)
      : rules_(std::make_shared<const SupportRules>(std::move(rules))) {}
  std::shared_ptr<const SupportRules> rules_;
};

}  // namespace dragoman
