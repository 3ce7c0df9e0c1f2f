#include "ledger/ledger.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace dragoman {
namespace {

// More figures than a reader compares; keeps a hostile archive from growing by the square.
constexpr std::size_t kMaxRivals = 100;

// "q:5:10:container" or "m:2:EUR": equal where two flows give the same figure; empty = no figure.
std::string figure_of(const Flow& flow) {
  if (!flow.money.is_null()) return "m:" + to_json(flow.money);
  if (flow.quantity.is_null()) return {};
  return "q:" + to_json(flow.quantity["min"]) + ":" + to_json(flow.quantity["max"]) + ":" +
         flow.quantity["unit"].text();
}

// What flows must agree on to be one row.
std::vector<std::string> key_of(const Flow& f) {
  return {f.supporter_key,
          f.recipient_key,
          f.measure,
          f.kind,
          f.by_item ? "=" + f.item : f.item_class,
          f.denies ? "denied" : std::string(name_of(f.group)),
          figure_of(f)};
}

int rank(const std::string& name) {
  const auto stage = stage_of(name);
  return stage ? static_cast<int>(*stage) : -1;
}

std::string older(const std::string& a, const std::string& b) {
  return a.empty() || (!b.empty() && b < a) ? b : a;
}
std::string younger(const std::string& a, const std::string& b) { return a < b ? b : a; }

Value claim_value(const ActorRef& actor, const std::string& statement) {
  return Value::object().set("actor", to_value(actor)).set("statement", statement);
}

// One row in the making.
struct Entry {
  std::vector<const Flow*> flows;    // at least one
  std::vector<const Flow*> denials;  // of other rows that deny this one
  std::string id, figure, since, until;
  std::vector<std::string> rivals;

  const Flow& first() const { return *flows.front(); }
};

// Only rows of equal text here can be rivals.
std::string comparable(const Flow& f) {
  return f.measure + '\x1f' + f.kind + '\x1f' + std::string(name_of(f.group)) +
         (f.by_item ? '\x1f' + f.item : std::string());
}

// Whether two rows speak of the same thing with another figure.
bool rival(const Entry& a, const Entry& b) {
  const Flow &x = a.first(), &y = b.first();
  if (a.figure.empty() || b.figure.empty() || a.figure == b.figure) return false;
  if (a.figure[0] != b.figure[0]) return false;  // a sum of money and a number of things
  if (x.denies || y.denies || comparable(x) != comparable(y)) return false;
  // Deliveries of different times are different deliveries, unless they are sums up to then.
  const bool apart = (!a.until.empty() && !b.since.empty() && a.until <= b.since) ||
                     (!b.until.empty() && !a.since.empty() && b.until <= a.since);
  return !apart || (x.cumulative && y.cumulative);
}

// The commonest item; of equally common ones the first by bytes.
std::string item_of(const Entry& entry) {
  std::map<std::string, int> counts;
  for (const Flow* f : entry.flows)
    if (!f->item.empty()) ++counts[f->item];
  std::string best;
  int most = 0;
  for (const auto& [item, count] : counts)
    if (count > most) {
      best = item;
      most = count;
    }
  return best;
}

std::string status_of(const Entry& entry) {
  if (entry.first().denies) return "negated";
  for (const char* status : {"ongoing", "actual", "future", "hypothetical", "historical"})
    for (const Flow* f : entry.flows)
      if (f->status == status) return status;
  return entry.first().status;
}

StoreWriter::LedgerRow row_of(const Entry& entry) {
  const Flow& f = entry.first();
  StoreWriter::LedgerRow out;
  out.row.id = entry.id;
  std::string stage, first_seen, last_seen;
  bool cumulative = false;
  std::set<std::string> reports;
  std::set<std::pair<ActorRef, std::string>> claimants, deniers;
  std::set<std::string> responses;
  std::map<std::tuple<std::string, std::string, std::int64_t, std::int64_t>, const Value*> proofs;
  for (const Flow* flow : entry.flows) {
    if (rank(flow->stage) > rank(stage)) stage = flow->stage;
    cumulative = cumulative || flow->cumulative;
  }
  std::vector<const Flow*> all = entry.flows;
  all.insert(all.end(), entry.denials.begin(), entry.denials.end());
  for (const Flow* flow : all) {
    reports.insert(flow->article);
    first_seen = older(first_seen, flow->published);
    last_seen = younger(last_seen, flow->published);
    responses.insert(flow->responses.begin(), flow->responses.end());
    if (!flow->statement.empty())
      (flow->denies ? deniers : claimants).insert({flow->claimant, flow->statement});
    const auto& span = flow->evidence["span"].items();
    if (span.size() == 2)
      proofs.try_emplace({flow->published, flow->article, span[0].integer(), span[1].integer()},
                         &flow->evidence);
  }
  const auto claims = [&](const std::set<std::pair<ActorRef, std::string>>& from,
                          const char* role) {
    Value list = Value::list();
    for (const auto& [actor, statement] : from) {
      list.push(claim_value(actor, statement));
      if (!(actor == ActorRef{})) out.row.actors.emplace_back(role, actor);
    }
    return list;
  };
  const auto texts = [](const auto& from) {
    Value list = Value::list();
    for (const std::string& text : from) list.push(text);
    return list;
  };
  Value evidence = Value::list();
  for (const auto& [place, proof] : proofs) {
    evidence.push(*proof);
    out.row.evidence.push_back({std::get<1>(place), static_cast<std::uint32_t>(std::get<2>(place)),
                                static_cast<std::uint32_t>(std::get<3>(place))});
  }
  const std::string item = item_of(entry), status = status_of(entry);
  const bool goes_on = status == "ongoing";
  out.row.actors.emplace_back("supporter", f.supporter);
  out.row.actors.emplace_back("recipient", f.recipient);
  out.row.body.set("supporter", to_value(f.supporter))
      .set("recipient", to_value(f.recipient))
      .set("measure", Value::text_or_null(f.measure))
      .set("kind", Value::text_or_null(f.kind))
      .set("item", Value::text_or_null(item))
      .set("quantity", f.quantity)
      .set("cumulative", cumulative)
      .set("money", f.money)
      .set("stage", Value::text_or_null(stage))
      .set("status", status)
      .set("since", Value::text_or_null(entry.since))
      .set("until", Value::text_or_null(goes_on ? std::string() : entry.until))
      .set("claimants", claims(claimants, "claimant"))
      .set("deniers", claims(deniers, "denier"))
      .set("rivals", texts(entry.rivals))
      .set("responses", texts(responses))
      .set("reports", static_cast<std::int64_t>(reports.size()))
      .set("first_seen", Value::text_or_null(first_seen))
      .set("last_seen", Value::text_or_null(last_seen))
      .set("evidence", std::move(evidence));
  for (const std::string& part :
       {f.supporter.name, f.supporter_key, f.recipient.name, f.recipient_key, f.measure, f.kind,
        item, std::string(name_of(f.group))})
    out.sort_key += part + '\x1f';
  out.measure = f.measure;
  out.kind = f.kind;
  out.first_day = day_of(first_seen);
  out.last_day = day_of(last_seen);
  return out;
}

void rebuild_family(StoreWriter& writer, const std::string& family) {
  std::vector<Flow> flows;
  for (const Value& value : writer.flows(family)) flows.push_back(flow_from(value));
  writer.replace_ledger(family, ledger_rows(std::move(flows)));
}

}  // namespace

std::vector<StoreWriter::LedgerRow> ledger_rows(std::vector<Flow> flows) {
  // In an order of their own, so that nothing below depends on the one they came in.
  std::sort(flows.begin(), flows.end(), [](const Flow& a, const Flow& b) {
    return std::tie(a.published, a.article, a.event, a.item) <
           std::tie(b.published, b.article, b.event, b.item);
  });
  std::map<std::vector<std::string>, Entry> entries;
  for (const Flow& f : flows) entries[key_of(f)].flows.push_back(&f);

  // A denial belongs to every row that it denies.
  for (auto it = entries.begin(); it != entries.end();) {
    const Flow& denial = it->second.first();
    bool answered = false;
    if (denial.denies)
      for (auto& [key, entry] : entries) {
        const Flow& f = entry.first();
        if (f.denies || f.group == FlowGroup::kNotSo) continue;
        if (!denial.kind.empty() && !f.kind.empty() && denial.kind != f.kind) continue;
        if (!denial.measure.empty() && !f.measure.empty() && denial.measure != f.measure) continue;
        entry.denials.insert(entry.denials.end(), it->second.flows.begin(), it->second.flows.end());
        answered = true;
      }
    it = answered ? entries.erase(it) : std::next(it);
  }

  std::vector<Entry*> order;
  for (auto& [key, entry] : entries) {
    entry.id = make_id('l', key);
    entry.figure = figure_of(entry.first());
    for (const Flow* f : entry.flows) {
      entry.since = older(entry.since, f->since);
      entry.until = younger(entry.until, f->until);
    }
    order.push_back(&entry);
  }
  std::map<std::string, std::vector<Entry*>> figures;
  for (Entry* e : order)
    if (!e->figure.empty()) figures[comparable(e->first())].push_back(e);
  for (auto& [kind, same] : figures)
    for (Entry* a : same) {
      for (const Entry* b : same) {
        if (a != b && rival(*a, *b)) a->rivals.push_back(b->id);
        if (a->rivals.size() >= kMaxRivals) break;
      }
      std::sort(a->rivals.begin(), a->rivals.end());
    }
  std::vector<StoreWriter::LedgerRow> rows;
  rows.reserve(order.size());
  for (const Entry* e : order) rows.push_back(row_of(*e));
  return rows;
}

Result<Ledger> Ledger::open(const Resources& resources) {
  auto rules = SupportRules::open(resources);
  if (!rules) return tl::unexpected(rules.error());
  return Ledger(std::move(*rules));
}

Derive Ledger::derive() const {
  return [rules = rules_](StoreWriter& writer, const Record& record,
                          const RecordRows& rows) -> Result<void> {
    const std::vector<std::string> before = writer.drop_flows(rows.article);
    std::set<std::string> families(before.begin(), before.end());
    std::map<std::string, int> numbers;
    for (const Flow& flow : rules->flows(record, rows)) {
      families.insert(flow.family());
      writer.put_flow(flow.event, numbers[flow.event]++, rows.article, flow.family(),
                      to_value(flow));
    }
    for (const std::string& family : families) {
      if (writer.flow_count(family) > kDirectFlows) {
        writer.mark_stale(family);
      } else {
        rebuild_family(writer, family);
      }
    }
    return {};
  };
}

Rebuild Ledger::rebuild() const {
  return [](StoreWriter& writer, const std::string& family) -> Result<void> {
    rebuild_family(writer, family);
    return {};
  };
}

}  // namespace dragoman
