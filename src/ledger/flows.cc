#include "ledger/flows.h"

#include <algorithm>
#include <array>
#include <set>

namespace dragoman {
namespace {

constexpr std::array<std::string_view, 6> kGroups = {"given",     "promised", "possible",
                                                     "requested", "stopped",  "not-so"};
// CAMEO sectors whose bearers act for their state.
constexpr std::array<std::string_view, 8> kStateSectors = {"GOV", "MIL", "LEG", "JUD",
                                                           "COP", "SPY", "ELI", "PTY"};
// No event names so many sides; a hostile record might.
constexpr std::size_t kMaxParties = 16;

std::string_view text_of(const std::optional<Stage>& stage) {
  return stage ? name_of(*stage) : std::string_view();
}

FlowGroup group_of(const Event& event, const std::optional<Stage>& stage) {
  if (event.status == EventStatus::kNegated) return FlowGroup::kNotSo;
  if (stage) switch (*stage) {
      case Stage::kRefused:
      case Stage::kSuspended:
      case Stage::kWithdrawn:
        return FlowGroup::kStopped;
      case Stage::kRequested:
        return FlowGroup::kRequested;
      case Stage::kConsidered:
        return FlowGroup::kPossible;
      default:
        break;
    }
  if (event.status == EventStatus::kHypothetical) return FlowGroup::kPossible;
  if (event.status == EventStatus::kFuture) return FlowGroup::kPromised;
  if (stage) switch (*stage) {
      case Stage::kPledged:
      case Stage::kApproved:
      case Stage::kAllocated:
      case Stage::kOrdered:
        return FlowGroup::kPromised;
      default:
        break;
    }
  return FlowGroup::kGiven;
}

}  // namespace

std::string_view name_of(FlowGroup group) { return kGroups[static_cast<std::size_t>(group)]; }

Value to_value(const Flow& f) {
  Value responses = Value::list();
  for (const std::string& r : f.responses) responses.push(r);
  Value v = Value::object();
  v.set("event", f.event).set("article", f.article).set("published", f.published);
  v.set("supporter", to_value(f.supporter)).set("supporter_key", f.supporter_key);
  v.set("recipient", to_value(f.recipient)).set("recipient_key", f.recipient_key);
  v.set("measure", f.measure).set("kind", f.kind).set("item", f.item).set("class", f.item_class);
  v.set("by_item", f.by_item).set("quantity", f.quantity).set("money", f.money);
  v.set("cumulative", f.cumulative).set("group", name_of(f.group)).set("stage", f.stage);
  v.set("status", f.status).set("since", f.since).set("until", f.until).set("denies", f.denies);
  v.set("statement", f.statement).set("claimant", to_value(f.claimant));
  v.set("responses", std::move(responses)).set("evidence", f.evidence);
  return v;
}

Flow flow_from(const Value& v) {
  Flow f;
  f.event = v["event"].text();
  f.article = v["article"].text();
  f.published = v["published"].text();
  f.supporter = actor_from(v["supporter"]);
  f.supporter_key = v["supporter_key"].text();
  f.recipient = actor_from(v["recipient"]);
  f.recipient_key = v["recipient_key"].text();
  f.measure = v["measure"].text();
  f.kind = v["kind"].text();
  f.item = v["item"].text();
  f.item_class = v["class"].text();
  f.by_item = v["by_item"].truth();
  f.quantity = v["quantity"];
  f.money = v["money"];
  f.cumulative = v["cumulative"].truth();
  for (std::size_t i = 0; i < kGroups.size(); ++i)
    if (kGroups[i] == v["group"].text()) f.group = static_cast<FlowGroup>(i);
  f.stage = v["stage"].text();
  f.status = v["status"].text();
  f.since = v["since"].text();
  f.until = v["until"].text();
  f.denies = v["denies"].truth();
  f.statement = v["statement"].text();
  f.claimant = actor_from(v["claimant"]);
  for (const Value& r : v["responses"].items()) f.responses.push_back(r.text());
  f.evidence = v["evidence"];
  return f;
}

// ---- the tables --------------------------------------------------------------------------------

namespace {

// A table and the places of its columns.
struct Columns {
  static Result<Columns> open(const Resources& resources, const std::string& name,
                              const std::vector<std::string>& names) {
    auto table = resources.table(name);
    if (!table) return tl::unexpected(table.error());
    Columns out{std::move(*table), {}};
    for (const std::string& n : names) {
      const auto at = out.table.column(n);
      if (!at) return tl::unexpected(at.error());
      out.at.push_back(*at);
    }
    return out;
  }
  const std::string& cell(const Tsv::Row& row, std::size_t i) const { return row.cells[at[i]]; }
  Error wrong(const Tsv::Row& row, std::size_t i) const {
    return {ErrorCode::kData, "\"" + cell(row, i) + "\" is not known here", table.name(),
            "line " + std::to_string(row.line)};
  }
  Tsv table;
  std::vector<std::size_t> at;
};

bool one_of(const std::string& word, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), word) != words.end();
}

}  // namespace

Result<SupportRules> SupportRules::open(const Resources& resources) {
  SupportRules rules;
  const auto kinds = Columns::open(resources, "data/support_kinds.tsv",
                                   {"by", "word", "measure", "kind", "otherwise", "compare"});
  if (!kinds) return tl::unexpected(kinds.error());
  for (const Tsv::Row& row : kinds->table.rows()) {
    const auto cell = [&](std::size_t i) -> const std::string& { return kinds->cell(row, i); };
    if (!one_of(cell(0), {"item", "class", "context"})) return tl::unexpected(kinds->wrong(row, 0));
    for (const std::size_t i : {2, 4})
      if (!one_of(cell(i), {"", "military", "economy", "humanitarian", "political"}))
        return tl::unexpected(kinds->wrong(row, i));
    if (!one_of(cell(3),
                {"", "arms", "ammunition", "troops", "training", "intelligence", "technology",
                 "money", "fuel", "dual-use", "components", "trade", "humanitarian", "diplomatic"}))
      return tl::unexpected(kinds->wrong(row, 3));
    if (!one_of(cell(5), {"", "kind", "item"})) return tl::unexpected(kinds->wrong(row, 5));
    rules.kinds_[{cell(0), cell(1)}] = {cell(2), cell(3), cell(4), cell(5) == "item",
                                        !cell(5).empty()};
  }
  const auto acts = Columns::open(resources, "data/support_acts.tsv",
                                  {"type", "mode", "direction", "needs", "stage"});
  if (!acts) return tl::unexpected(acts.error());
  for (const Tsv::Row& row : acts->table.rows()) {
    const auto cell = [&](std::size_t i) -> const std::string& { return acts->cell(row, i); };
    const auto type = event_type_of(cell(0));
    if (!type) return tl::unexpected(acts->wrong(row, 0));
    if (!one_of(cell(2), {"forward", "reverse", "against"}))
      return tl::unexpected(acts->wrong(row, 2));
    if (!one_of(cell(3), {"nothing", "context", "thing", "stage"}))
      return tl::unexpected(acts->wrong(row, 3));
    if (!cell(4).empty() && !stage_of(cell(4))) return tl::unexpected(acts->wrong(row, 4));
    rules.acts_.push_back({*type, cell(1), cell(2), cell(3), cell(4)});
  }
  const auto phrases = Columns::open(resources, "data/support_phrases.tsv", {"meaning", "phrase"});
  if (!phrases) return tl::unexpected(phrases.error());
  for (const Tsv::Row& row : phrases->table.rows())
    rules.cumulative_.push_back(" " + fold_name(phrases->cell(row, 1)) + " ");
  const auto countries = Columns::open(resources, "data/countries.tsv", {"key", "cameo", "name"});
  if (!countries) return tl::unexpected(countries.error());
  for (const Tsv::Row& row : countries->table.rows())
    rules.countries_[countries->cell(row, 0)] = {countries->cell(row, 1), countries->cell(row, 2)};
  return rules;
}

const SupportRules::Act* SupportRules::act_of(const Event& event, bool against) const {
  for (const Act& act : acts_)
    if (act.type == event.type && (act.direction == "against") == against &&
        (act.mode == "*" || act.mode == event.mode))
      return &act;
  return nullptr;
}

const SupportRules::Kind* SupportRules::kind_of(std::string_view by,
                                                const std::string& word) const {
  const auto found = kinds_.find({std::string(by), word});
  return found == kinds_.end() ? nullptr : &found->second;
}

const SupportRules::Kind* SupportRules::kind_of(const EventObject& object) const {
  const Kind* kind = kind_of("item", object.item);
  // "Aid" says less than the class of "food aid".
  if (kind == nullptr || !kind->is_thing)
    if (const Kind* by_class = kind_of("class", object.item_class);
        by_class != nullptr && (kind == nullptr || by_class->is_thing))
      kind = by_class;
  // "a package of 2 billion euros" is money, whatever the package is called.
  if (object.money && (kind == nullptr || kind->kind.empty())) kind = kind_of("class", "money");
  return kind;
}

std::optional<SupportRules::Party> SupportRules::party_of(const Entity& entity) const {
  const std::string folded = fold_name(entity.name);
  // "Their crews" and "any party" are nobody whom a ledger could name.
  const bool named =
      !folded.empty() && std::any_of(entity.mentions.begin(), entity.mentions.end(),
                                     [](const Mention& m) { return m.form == MentionForm::kName; });
  if (!entity.actor || (entity.actor->code.empty() && entity.actor->country.empty())) {
    // Nobody knows it; a body of its own can still be a side, a person or place cannot.
    if (!named || (entity.kind != EntityKind::kOrganization && entity.kind != EntityKind::kGroup))
      return std::nullopt;
    return Party{actor_of(entity), "=" + folded};
  }
  const Actor& actor = *entity.actor;
  const bool state =
      !actor.country.empty() &&
      std::all_of(actor.sectors.begin(), actor.sectors.end(), [](const auto& s) {
        return std::find(kStateSectors.begin(), kStateSectors.end(), s) != kStateSectors.end();
      });
  if (state) {
    const auto known = countries_.find(actor.country);
    ActorRef ref{actor.country, actor.country, entity.name};
    if (known != countries_.end()) {
      ref.code = known->second.cameo;
      ref.name = known->second.name;
    } else if (entity.kind != EntityKind::kCountry) {
      ref.name = actor.country;
    }
    return Party{std::move(ref), actor.country};
  }
  if (!named) return std::nullopt;
  // CAMEO codes name one body alone only where they are long or begin with the kind of the body.
  const bool unique = actor.code.size() >= 9 || actor.code.rfind("IGO", 0) == 0;
  return Party{actor_of(entity), unique ? actor.code : actor.code + "=" + folded};
}

std::vector<SupportRules::Party> SupportRules::parties_of(
    const Record& record, const std::vector<Index>& entities) const {
  std::vector<Party> parties;
  std::set<std::string> seen;
  for (const Index e : entities) {
    auto party = party_of(record.entities[static_cast<std::size_t>(e)]);
    if (!party || parties.size() >= kMaxParties || !seen.insert(party->key).second) continue;
    parties.push_back(std::move(*party));
  }
  return parties;
}

std::string SupportRules::context_measure(const Event& event, std::string* kind) const {
  for (const std::string& context : event.contexts)
    if (const Kind* found = kind_of("context", context); found && !found->measure.empty()) {
      *kind = found->kind;
      return found->measure;
    }
  return {};
}

bool SupportRules::is_cumulative(std::string_view sentence) const {
  const std::string folded = " " + fold_name(sentence) + " ";
  return std::any_of(cumulative_.begin(), cumulative_.end(), [&](const std::string& phrase) {
    return folded.find(phrase) != std::string::npos;
  });
}

// ---- a report ----------------------------------------------------------------------------------

std::vector<Flow> SupportRules::flows(const Record& record, const RecordRows& rows) const {
  std::vector<Flow> flows;
  std::vector<Index> sentences;  // of each flow
  for (std::size_t i = 0; i < record.events.size(); ++i)
    add_flows(record, rows, i, flows, sentences);
  // "The support" of a report whose other support between the two is all military is military too.
  std::map<std::string, std::set<std::string>> measures;
  for (const Flow& f : flows)
    if (!f.measure.empty()) measures[f.family()].insert(f.measure);
  for (Flow& f : flows)
    if (const auto found = measures.find(f.family());
        f.measure.empty() && found != measures.end() && found->second.size() == 1)
      f.measure = *found->second.begin();
  add_responses(record, rows, sentences, flows);
  return flows;
}

void SupportRules::add_flows(const Record& record, const RecordRows& rows, std::size_t index,
                             std::vector<Flow>& flows, std::vector<Index>& sentences) const {
  const Event& event = record.events[index];
  const Act* act = act_of(event, false);
  if (act == nullptr) return;
  std::string context_kind;
  const std::string context = context_measure(event, &context_kind);
  // A known thing each; where there is none, the event as a whole.
  std::vector<Thing> things;
  Thing whole;
  for (const EventObject& o : event.objects) {
    const Kind* kind = kind_of(o);
    if (kind != nullptr && kind->is_thing) {
      things.push_back({&o, kind});
    } else if (whole.object == nullptr) {
      whole = {&o, kind};
    }
  }
  if (act->needs == "context" && things.empty() && context.empty()) return;
  if ((act->needs == "thing" || act->needs == "stage") && things.empty()) return;
  if (act->needs == "stage" && !event.stage) return;
  if (things.empty()) things.push_back(whole);

  const std::optional<Stage> stage = event.stage ? event.stage : stage_of(act->stage);
  Flow flow;
  flow.event = rows.events[index].id;
  flow.article = rows.article;
  if (record.article.published) flow.published = record.article.published->value;
  flow.group = group_of(event, stage);
  flow.stage = text_of(stage);
  flow.status = name_of(event.status);
  if (event.date) {
    flow.since = day_of(event.date->begin);
    flow.until = day_of(event.date->end);
  }
  if (event.claimed_by != kNone) {
    const auto claim = static_cast<std::size_t>(event.claimed_by);
    const Statement& s = record.statements[claim];
    flow.statement = rows.statements[claim].id;
    if (s.speaker != kNone)
      flow.claimant = actor_of(record.entities[static_cast<std::size_t>(s.speaker)]);
    flow.denies = s.act == StatementAct::kDeny || event.status == EventStatus::kNegated;
  }
  const NewRow& row = rows.events[index];
  if (!row.body["evidence"].items().empty()) flow.evidence = row.body["evidence"].items().front();

  std::vector<Party> from = parties_of(record, event.sources);
  std::vector<Party> to = parties_of(record, event.targets);
  if (act->direction == "reverse") std::swap(from, to);
  for (const Party& supporter : from)
    for (const Party& recipient : to) {
      if (supporter.key == recipient.key) continue;
      flow.supporter = supporter.actor;
      flow.supporter_key = supporter.key;
      flow.recipient = recipient.actor;
      flow.recipient_key = recipient.key;
      for (const Thing& thing : things) {
        Flow f = flow;
        if (thing.kind != nullptr) {
          f.measure = thing.kind->measure;
          f.kind = thing.kind->kind;
          f.by_item = thing.kind->by_item;
        } else if (thing.object == nullptr) {
          f.kind = context_kind;
        }
        if (f.measure.empty()) f.measure = context;
        if (f.measure.empty() && thing.kind != nullptr) f.measure = thing.kind->otherwise;
        if (thing.object != nullptr) {
          const EventObject& o = *thing.object;
          // "Support" and "aid" are no items.
          if (thing.kind == nullptr || thing.kind->is_thing) {
            f.item = o.item;
            f.item_class = o.item_class;
          }
          const std::size_t at = static_cast<std::size_t>(&o - event.objects.data());
          const Value& printed = row.body["objects"].items()[at];
          f.quantity = printed["quantity"];
          f.money = printed["money"];
          if (!f.quantity.is_null() || !f.money.is_null())
            f.cumulative = is_cumulative(slice(
                record.article.text,
                sentences_around(record, event.trigger.empty() ? event.evidence : event.trigger)));
        }
        flows.push_back(std::move(f));
        sentences.push_back(event.sentence);
      }
    }
}

// An answer to a flow: a demand, warning, sanction or seizure that one of the two sides gets from a
// third, in the sentence that tells of the flow, or about the same kind of thing.
void SupportRules::add_responses(const Record& record, const RecordRows& rows,
                                 const std::vector<Index>& sentences,
                                 std::vector<Flow>& flows) const {
  for (std::size_t i = 0; i < record.events.size(); ++i) {
    const Event& event = record.events[i];
    if (act_of(event, true) == nullptr) continue;
    const std::string& id = rows.events[i].id;
    std::set<std::string> from, to, kinds;
    for (const Party& p : parties_of(record, event.sources)) from.insert(p.key);
    for (const Party& p : parties_of(record, event.targets)) to.insert(p.key);
    for (const EventObject& o : event.objects)
      if (const Kind* kind = kind_of(o); kind != nullptr && !kind->kind.empty())
        kinds.insert(kind->kind);
    for (std::size_t f = 0; f < flows.size(); ++f) {
      Flow& flow = flows[f];
      if (flow.event == id || from.count(flow.supporter_key) || from.count(flow.recipient_key))
        continue;
      if (!to.count(flow.supporter_key) && !to.count(flow.recipient_key)) continue;
      if (sentences[f] != event.sentence && !kinds.count(flow.kind)) continue;
      flow.responses.push_back(id);
    }
  }
}

}  // namespace dragoman
