#include "coding/lexicon.h"

#include <algorithm>
#include <charconv>

#include "base/hash.h"
#include "base/tsv.h"

namespace dragoman::coding {
namespace {

std::vector<std::string> parts(std::string_view text, char separator) {
  std::vector<std::string> out;
  for (const std::string_view p : split(text, separator))
    if (!trim(p).empty()) out.emplace_back(trim(p));
  return out;
}

double number_of(std::string_view text, double otherwise) {
  double value = otherwise;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return value;
}

// One table being read: cells by name, faults with their line.
class Reader {
 public:
  Reader(Tsv table, std::string* digest) : table_(std::move(table)) {
    for (const Tsv::Row& row : table_.rows())
      for (const std::string& cell : row.cells) *digest += cell + '\t';
  }
  bool column(std::string_view name) {
    const auto found = table_.column(name);
    if (found)
      columns_[std::string(name)] = *found;
    else if (error_.reason.empty())
      error_ = found.error();
    return found.has_value();
  }
  bool columns(std::initializer_list<std::string_view> names) {
    bool all = true;
    for (const std::string_view n : names) all = column(n) && all;
    return all;
  }
  const std::vector<Tsv::Row>& rows() const { return table_.rows(); }
  const std::string& cell(const Tsv::Row& row, std::string_view name) const {
    static const std::string none;
    const auto at = columns_.find(name);
    return at == columns_.end() || at->second >= row.cells.size() ? none : row.cells[at->second];
  }
  Error fault(const Tsv::Row& row, const std::string& reason) const {
    return Error{ErrorCode::kData, reason, table_.place(row), {}};
  }
  const Error& error() const { return error_; }

 private:
  Tsv table_;
  std::map<std::string, std::size_t, std::less<>> columns_;
  Error error_;
};

// "shoot_back" -> "shoot", "back".
void split_particle(const std::string& key, std::string* word, std::string* particle) {
  const std::size_t at = key.find('_');
  *word = key.substr(0, at);
  *particle = at == std::string::npos ? std::string() : key.substr(at + 1);
}

Result<Roles> roles_of(const std::string& cell) {
  Roles roles;
  std::string_view rest = cell;
  if (const std::size_t semicolon = rest.find(';'); semicolon != std::string_view::npos) {
    roles.object = parts(rest.substr(semicolon + 1), ',');
    rest = rest.substr(0, semicolon);
  }
  const std::size_t mutual = rest.find("<>");
  const std::size_t arrow = mutual != std::string_view::npos ? mutual : rest.find('>');
  if (arrow == std::string_view::npos) {
    if (!rest.empty()) return fail(ErrorCode::kData, "roles without '>'");
    return roles;
  }
  roles.mutual = mutual != std::string_view::npos;
  roles.source = parts(rest.substr(0, arrow), ',');
  roles.target = parts(rest.substr(arrow + (roles.mutual ? 2 : 1)), ',');
  return roles;
}

std::vector<Condition> conditions_of(const std::string& cell) {
  std::vector<Condition> out;
  for (std::string_view part : split(cell, ' ')) {
    if (part.empty()) continue;
    Condition c;
    if (part[0] == '!') {
      c.negated = true;
      part.remove_prefix(1);
    }
    const std::size_t equals = part.find('=');
    c.slot = std::string(part.substr(0, equals));
    if (equals != std::string_view::npos)
      for (const std::string_view value : split(part.substr(equals + 1), '|')) {
        if (!value.empty() && value[0] == '@')
          c.classes.emplace_back(value.substr(1));
        else
          c.lemmas.emplace_back(value);
      }
    out.push_back(std::move(c));
  }
  return out;
}

struct Loader {
  const Resources& resources;
  const std::string& folder;  // a codebook of the user's own
  std::string digest;
  bool own = false;
  std::optional<Error> error;

  std::optional<Reader> read(const std::string& name,
                             std::initializer_list<std::string_view> columns) {
    if (error) return std::nullopt;
    const bool given = !folder.empty() && Resources::has_in(folder, name);
    own |= given;
    const auto table = given ? resources.table_in(folder, name) : resources.table("data/" + name);
    if (!table) {
      error = table.error();
      return std::nullopt;
    }
    digest += name + '\n';
    Reader reader(*table, &digest);
    if (!reader.columns(columns)) {
      error = reader.error();
      return std::nullopt;
    }
    return reader;
  }
};

void read_reporting(Loader& in, Lexicon& out) {
  if (const auto t = in.read("reporting_verbs.tsv", {"lemma", "class", "kind", "direct_quote",
                                                     "complements", "addressee", "stance", "act"}))
    for (const Tsv::Row& row : t->rows()) {
      ReportingVerb v;
      split_particle(t->cell(row, "lemma"), &v.lemma, &v.particle);
      v.cls = t->cell(row, "class");
      const auto act = statement_act_of(t->cell(row, "act"));
      if (!act) {
        in.error = t->fault(row, "unknown act");
        return;
      }
      v.act = *act;
      const std::string& kind = t->cell(row, "kind");
      v.cognition = kind == "C" || kind == "P";
      for (const char c : t->cell(row, "complements")) {
        v.clause |= c == 't';
        v.bare |= c == '0';
        v.infinitive |= c == 'i';
        v.question |= c == 'q';
        v.nominal |= c == 'g';
      }
      v.direct = t->cell(row, "direct_quote") == "y";
      if (!t->cell(row, "addressee").empty()) v.addressee = t->cell(row, "addressee")[0];
      if (!t->cell(row, "stance").empty()) v.stance = t->cell(row, "stance")[0];
      out.reporting_verbs[v.lemma].push_back(std::move(v));
    }
  for (auto& [lemma, entries] : out.reporting_verbs)
    std::stable_sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) {
      return a.particle.size() > b.particle.size();
    });
  if (const auto t = in.read("reporting_nouns.tsv", {"lemma", "class", "act"}))
    for (const Tsv::Row& row : t->rows()) {
      ReportingNoun n;
      n.lemma = t->cell(row, "lemma");
      n.cls = t->cell(row, "class");
      n.act = statement_act_of(t->cell(row, "act")).value_or(StatementAct::kAssert);
      out.reporting_nouns[n.lemma] = n;
    }
}

void read_rules(Loader& in, const std::string& name, ByWord<std::vector<EventRule>>& out) {
  const auto t = in.read(
      name, {"words", "when", "type", "mode", "cameo", "roles", "stage", "contexts", "prior"});
  if (!t) return;
  for (const Tsv::Row& row : t->rows()) {
    EventRule rule;
    rule.when = conditions_of(t->cell(row, "when"));
    const std::string& type = t->cell(row, "type");
    rule.light = type == "LIGHT";
    if (!rule.light) {
      const auto known = event_type_of(type);
      if (!known) {
        in.error = t->fault(row, "unknown type " + type);
        return;
      }
      rule.type = *known;
    }
    rule.mode = t->cell(row, "mode");
    rule.cameo = t->cell(row, "cameo");
    rule.contexts = parts(t->cell(row, "contexts"), ' ');
    const auto roles = roles_of(t->cell(row, "roles"));
    if (!roles) {
      in.error = t->fault(row, roles.error().reason);
      return;
    }
    rule.roles = *roles;
    rule.stage = stage_of(t->cell(row, "stage"));
    rule.prior = number_of(t->cell(row, "prior"), 0.6);
    rule.line = row.line;
    rule.own = Resources::has_in(in.folder, name) && !in.folder.empty();
    for (const std::string& key : parts(t->cell(row, "words"), ' ')) {
      EventRule one = rule;
      split_particle(key, &one.word, &one.particle);
      out[one.word].push_back(std::move(one));
    }
  }
}

void read_acts(Loader& in, Lexicon& out) {
  const auto t = in.read("acts.tsv", {"type", "mode", "cameo", "verb_roles", "noun_roles"});
  if (!t) return;
  for (const Tsv::Row& row : t->rows()) {
    const auto type = event_type_of(t->cell(row, "type"));
    if (!type) {
      in.error = t->fault(row, "unknown type " + t->cell(row, "type"));
      return;
    }
    const std::string& mode = t->cell(row, "mode");
    ActRules act;
    if (const auto plain = out.acts.find({*type, ""}); plain != out.acts.end())
      act = plain->second;
    else if (!mode.empty()) {
      in.error = t->fault(row, "a mode before the row of its type");
      return;
    }
    for (EventRule* rule : {&act.verb, &act.noun}) {
      rule->type = *type;
      rule->mode = mode;
      rule->cameo = t->cell(row, "cameo");
      rule->line = row.line;
      const std::string& cell = t->cell(row, rule == &act.verb ? "verb_roles" : "noun_roles");
      if (cell.empty()) continue;
      const auto roles = roles_of(cell);
      if (!roles) {
        in.error = t->fault(row, roles.error().reason);
        return;
      }
      rule->roles = *roles;
    }
    out.acts[{*type, mode}] = std::move(act);
  }
  for (int type = 0; type <= static_cast<int>(EventType::kAssault); ++type)
    if (!in.error && out.acts.count({static_cast<EventType>(type), ""}) == 0)
      in.error = Error{ErrorCode::kData,
                       "has no row of " + std::string(name_of(static_cast<EventType>(type))),
                       "acts.tsv", ""};
}

void read_words(Loader& in, Lexicon& out) {
  if (const auto t = in.read("items.tsv", {"words", "class", "context"}))
    for (const Tsv::Row& row : t->rows())
      for (const std::string& w : parts(t->cell(row, "words"), ' ')) {
        out.items.emplace(w, Item{t->cell(row, "class"), t->cell(row, "context")});
        out.classes[w].push_back(t->cell(row, "class"));
        out.classes[w].push_back("item");
      }
  if (const auto t = in.read("noun_classes.tsv", {"class", "words"}))
    for (const Tsv::Row& row : t->rows())
      for (const std::string& w : parts(t->cell(row, "words"), ' '))
        out.classes[w].push_back(t->cell(row, "class"));
  if (const auto t = in.read("governors.tsv", {"words", "kind", "status", "stage"}))
    for (const Tsv::Row& row : t->rows())
      for (const std::string& w : parts(t->cell(row, "words"), ' '))
        out.governors[t->cell(row, "kind") + ':' + w] =
            Governor{event_status_of(t->cell(row, "status")), stage_of(t->cell(row, "stage"))};
  if (const auto t = in.read("not_events.tsv", {"types", "words"}))
    for (const Tsv::Row& row : t->rows())
      for (const std::string& w : parts(t->cell(row, "words"), ' '))
        for (const std::string& type : parts(t->cell(row, "types"), ' '))
          out.not_events[w].insert(type);
  if (const auto t = in.read("occasions.tsv", {"words", "kind"}))
    for (const Tsv::Row& row : t->rows())
      for (const std::string& w : parts(t->cell(row, "words"), ' '))
        out.occasions[w] = t->cell(row, "kind");
  if (const auto t = in.read("event_contexts.tsv", {"context", "words"}))
    for (const Tsv::Row& row : t->rows())
      for (const std::string& w : parts(t->cell(row, "words"), ' '))
        out.contexts.emplace(w, t->cell(row, "context"));
  if (const auto t = in.read("quantities.tsv", {"words", "kind", "value"}))
    for (const Tsv::Row& row : t->rows())
      for (const std::string& w : parts(t->cell(row, "words"), ' ')) {
        const std::string& kind = t->cell(row, "kind");
        const std::string& value = t->cell(row, "value");
        if (kind == "number" || kind == "scale")
          out.numbers[w] = number_of(value, 0);
        else if (kind == "currency")
          out.currencies[w] = value;
        else if (kind == "count")
          out.count_kinds[w] = value;
      }
}

void read_codes(Loader& in, Lexicon& out) {
  if (const auto t = in.read("cameo.tsv", {"code", "name", "goldstein", "mode", "contexts"}))
    for (const Tsv::Row& row : t->rows())
      out.codes[t->cell(row, "code")] =
          Code{t->cell(row, "name"), t->cell(row, "mode"), parts(t->cell(row, "contexts"), ' '),
               number_of(t->cell(row, "goldstein"), 0)};
  if (const auto t = in.read("cameo_refine.tsv", {"code", "context", "refined"}))
    for (const Tsv::Row& row : t->rows())
      out.refined[{t->cell(row, "code"), t->cell(row, "context")}] = t->cell(row, "refined");
}

}  // namespace

Result<std::shared_ptr<const Lexicon>> Lexicon::open(const Resources& resources,
                                                     const std::string& codebook) {
  auto out = std::make_shared<Lexicon>();
  Loader in{resources, codebook, {}, false, {}};
  read_reporting(in, *out);
  read_rules(in, "event_verbs.tsv", out->event_verbs);
  read_rules(in, "event_nouns.tsv", out->event_nouns);
  read_acts(in, *out);
  read_words(in, *out);
  read_codes(in, *out);
  if (in.error) return tl::unexpected(*in.error);
  if (!codebook.empty() && !in.own)
    return fail(ErrorCode::kData,
                "holds none of the tables of a codebook (event_verbs.tsv, event_nouns.tsv, …)",
                codebook);
  for (const auto& [noun, rules] : out->event_nouns) out->classes[noun].push_back("actnoun");
  out->ruleset = hex64(in.digest);
  out->codebook = in.own ? out->ruleset : "plover-0.8";
  return std::shared_ptr<const Lexicon>(std::move(out));
}

const ReportingVerb* Lexicon::reporting_verb(const Tree& tree, WordId word) const {
  const auto found = reporting_verbs.find(tree.lemma(word));
  if (found == reporting_verbs.end()) return nullptr;
  for (const ReportingVerb& v : found->second) {
    if (v.particle.empty()) return &v;
    // The particle hangs on the verb, or follows it as the case of its oblique.
    for (const WordId c : tree.children(word)) {
      if (tree.lemma(c) == v.particle && c > word) return &v;
      if (tree.rel(c) == "obl" && tree.preposition(c) == v.particle) return &v;
    }
    // Two-part particles: "draw attention to".
    if (v.particle.find('_') != std::string::npos) {
      const std::string first = v.particle.substr(0, v.particle.find('_'));
      for (const WordId c : tree.children(word))
        if (tree.lemma(c) == first && c > word) return &v;
    }
  }
  return nullptr;
}

const ActRules& Lexicon::act(EventType type, const std::string& mode) const {
  const auto found = acts.find({type, mode});
  return found != acts.end() ? found->second : acts.at({type, ""});
}

bool Lexicon::in_class(const std::string& lemma, std::string_view cls) const {
  const auto found = classes.find(lemma);
  return found != classes.end() &&
         std::find(found->second.begin(), found->second.end(), cls) != found->second.end();
}

const Item* Lexicon::item(const std::string& lemma) const {
  const auto found = items.find(lemma);
  if (found != items.end()) return &found->second;
  const std::size_t dash = lemma.rfind('-');
  if (dash == std::string::npos) return nullptr;
  const auto part = items.find(lemma.substr(dash + 1));
  return part == items.end() ? nullptr : &part->second;
}

bool Lexicon::unmakes(EventType type, const std::string& lemma) const {
  const auto found = not_events.find(lemma);
  return found != not_events.end() &&
         (found->second.count("*") != 0 || found->second.count(std::string(name_of(type))) != 0);
}

}  // namespace dragoman::coding
