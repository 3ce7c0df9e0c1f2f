// Names in a sentence: what the language model found, what the tables know, and sequences of
// capitalised words; the longest reading wins, and at equal length the one that a table knows.
#include <algorithm>

#include "entities/draft.h"
#include "entities/name_shapes.h"

namespace dragoman {
namespace {

struct Candidate {
  NameUnit unit;
  bool model = false, person_by_given_name = false, titled = false;
  NameClass cls = NameClass::kMisc;
  float score = 0;
  std::uint32_t size() const { return unit.end - unit.begin; }
};

void read_senses(NameUnit& unit, std::span<const Sense> senses, const Knowledge& knowledge,
                 bool ambiguous_allowed) {
  for (const Sense& s : senses) {
    const auto row = static_cast<std::int32_t>(s.row);
    switch (s.kind) {
      case SenseKind::kCountry:
        if (unit.country < 0) unit.country = row;
        break;
      case SenseKind::kDemonym:
        if (unit.demonym < 0) unit.demonym = row;
        unit.people = unit.people || (s.flags & kSensePeople) != 0;
        break;
      case SenseKind::kMetonym:
        if (knowledge.metonym(s.row).organization >= 0)
          unit.seat = row;
        else if (unit.metonym < 0)
          unit.metonym = row;
        break;
      case SenseKind::kOrganization:
        if (unit.organization < 0) unit.organization = row;
        unit.organizations.push_back(row);
        break;
      case SenseKind::kOfficial:
        unit.officials.push_back(s.row);
        break;
      case SenseKind::kPlace:
        if (ambiguous_allowed || (s.flags & kSenseAmbiguous) == 0) unit.places.push_back(s.row);
        break;
      default:
        break;
    }
  }
  if (unit.metonym < 0) std::swap(unit.metonym, unit.seat);
  if (!unit.officials.empty()) {
    unit.kind = EntityKind::kPerson;
    unit.gender = knowledge.official(unit.officials.front()).gender;
  } else if (unit.country >= 0) {
    unit.kind = EntityKind::kCountry;
  } else if (unit.organization >= 0) {
    unit.kind = EntityKind::kOrganization;
  } else if (unit.metonym >= 0) {
    unit.kind = knowledge.metonym(static_cast<std::uint32_t>(unit.metonym)).capital
                    ? EntityKind::kPlace
                    : EntityKind::kOrganization;
  } else if (unit.demonym >= 0) {
    unit.kind = EntityKind::kGroup;
  } else if (!unit.places.empty()) {
    unit.kind = EntityKind::kPlace;
  }
  unit.known = unit.kind != EntityKind::kOther;
}

class NameFinder {
 public:
  NameFinder(const Sentence& sentence, const SentenceTree& tree,
             const std::vector<KnownName>& known, const Knowledge& knowledge)
      : sentence_(sentence),
        words_(sentence.words),
        tree_(tree),
        known_(known),
        knowledge_(knowledge) {}

  std::vector<NameUnit> find();

 private:
  void from_model();
  void from_tables();
  void from_given_names();
  void from_titles();
  void cut_at_roles(Candidate& c) const;
  void from_capitals(const std::vector<bool>& taken);
  void refine(NameUnit& unit);

  // "in Lincoln", "near Paris": said to be a place.
  bool placed(std::uint32_t i) const {
    static constexpr std::string_view kWhere[] = {"in",      "at",     "near",   "from",    "to",
                                                  "outside", "around", "across", "through", "of",
                                                  "into",    "over",   "toward", "towards"};
    const Word& w = words_[i];
    if (w.head >= 0 && is_relation(w.deprel, "conj")) return true;
    for (const std::uint32_t c : tree_.children(i)) {
      if (!is_relation(words_[c].deprel, "case")) continue;
      if (std::find(std::begin(kWhere), std::end(kWhere), words_[c].lemma) != std::end(kWhere))
        return true;
    }
    return i > 0 &&
           std::find(std::begin(kWhere), std::end(kWhere), words_[i - 1].lemma) != std::end(kWhere);
  }
  bool is_title(std::uint32_t i) const { return i < title_.size() && title_[i]; }
  bool is(std::uint32_t i, std::string_view form) const {
    return i < words_.size() && words_[i].form == form;
  }
  // Does a table know words [begin, end) by one of these senses?
  bool table_knows(std::uint32_t begin, std::uint32_t end,
                   std::initializer_list<SenseKind> kinds) const;
  bool is_country(std::uint32_t begin, std::uint32_t end) const {
    return table_knows(begin, end, {SenseKind::kCountry, SenseKind::kDemonym});
  }
  std::uint32_t after_country(std::uint32_t at) const;
  std::uint32_t person_end(std::uint32_t begin) const;
  const Role* role_of(const KnownName& known, bool* plural) const;

  const Sentence& sentence_;
  const std::vector<Word>& words_;
  const SentenceTree& tree_;
  const std::vector<KnownName>& known_;
  const Knowledge& knowledge_;
  std::vector<bool> title_;  // words of role nouns and honorifics
  std::vector<Candidate> candidates_;
};

void NameFinder::from_model() {
  for (const Name& name : sentence_.names) {
    if (!is_entity_class(name.cls) || name.begin >= name.end) continue;
    Candidate c;
    c.model = true;
    c.cls = name.cls;
    c.score = name.score;
    c.unit.begin = name.begin;
    c.unit.end = std::min<std::uint32_t>(name.end, static_cast<std::uint32_t>(words_.size()));
    // "the United Nations's", "President Putin": the name alone.
    while (c.size() > 1 &&
           (words_[c.unit.begin].upos == Upos::kDet || words_[c.unit.begin].upos == Upos::kPunct ||
            (name.cls == NameClass::kPerson && is_title(c.unit.begin))))
      ++c.unit.begin;
    if (name.cls == NameClass::kPerson)  // "German Chancellor Olaf Scholz"
      for (std::uint32_t i = c.unit.begin; i + 1 < c.unit.end; ++i)
        if (is_title(i) && i + 1 < c.unit.end) c.unit.begin = i + 1;
    cut_at_roles(c);
    while (c.size() > 1 && ends_badly(words_[c.unit.end - 1])) --c.unit.end;
    if (c.size() == 0) continue;
    if (c.size() == 1 && !begins_upper(words_[c.unit.begin].form)) continue;
    if (c.size() == 1) {
      const Upos upos = words_[c.unit.begin].upos;
      if (upos != Upos::kPropn && upos != Upos::kNoun && upos != Upos::kAdj && upos != Upos::kX)
        continue;
    }
    if (c.size() == 1 && is_title(c.unit.begin)) continue;
    // "Lee Jae-woong", cut at its hyphen.
    while (name.cls == NameClass::kPerson && c.unit.end + 1 < words_.size() &&
           words_[c.unit.end].form == "-" &&
           words_[c.unit.end].span.begin == words_[c.unit.end - 1].span.end &&
           words_[c.unit.end + 1].span.begin == words_[c.unit.end].span.end)
      c.unit.end += 2;
    c.unit.kind = kind_of(name.cls);
    // "DPW": initials are of a body, seldom of a man or a town.
    if (c.size() == 1 && !sentence_.headline && is_initials(words_[c.unit.begin].form) &&
        (name.cls == NameClass::kPerson || (is_place_class(name.cls) && c.unit.begin > 0 &&
                                            words_[c.unit.begin - 1].upos == Upos::kDet)))
      c.unit.kind = EntityKind::kOrganization;
    candidates_.push_back(std::move(c));
  }
}

const Role* NameFinder::role_of(const KnownName& known, bool* plural) const {
  if (!known.role) return nullptr;
  const auto senses = knowledge_.senses(known);
  if (senses.empty() || senses.front().kind != SenseKind::kRole) return nullptr;
  *plural = (senses.front().flags & kSensePlural) != 0;
  return &knowledge_.role(senses.front().row);
}

bool NameFinder::table_knows(std::uint32_t begin, std::uint32_t end,
                             std::initializer_list<SenseKind> kinds) const {
  for (const KnownName& k : known_) {
    if (k.role || k.begin != begin || k.end != end) continue;
    for (const Sense& s : knowledge_.senses(k))
      if (std::find(kinds.begin(), kinds.end(), s.kind) != kinds.end()) return true;
  }
  return false;
}

// "Norwegian Defence | Minister", "the Russian Foreign Ministry", "Ministry of Defence of Ukraine",
// "Democratic US | senator": what the model calls an organisation is a role noun and its country.
void NameFinder::cut_at_roles(Candidate& c) const {
  if (c.cls == NameClass::kPerson) return;
  std::uint32_t begin = c.unit.begin;
  const std::uint32_t end = c.unit.end;
  const auto drop = [&] { c.unit.end = c.unit.begin; };
  // Past articles, countries and their possessives.
  for (bool more = true; more && begin < end;) {
    more = false;
    if (words_[begin].upos == Upos::kDet || words_[begin].form == "'s" ||
        words_[begin].form == "’s") {
      ++begin;
      more = true;
      continue;
    }
    for (const KnownName& k : known_)
      if (k.begin == begin && k.end <= end && is_country(k.begin, k.end)) {
        begin = k.end;
        more = true;
        break;
      }
  }
  // "United States Department of State"
  if (begin > c.unit.begin && begin < end && table_knows(begin, end, {SenseKind::kOrganization}))
    return drop();
  for (const KnownName& k : known_) {
    bool plural = false;
    const Role* role = role_of(k, &plural);
    if (role == nullptr) continue;
    const bool person = role->kind == RoleKind::kOffice || role->kind == RoleKind::kPerson;
    if (person && k.begin >= c.unit.begin && k.begin < end && (k.end > end || !plural)) {
      if (k.end < end) continue;
      c.unit.end = k.begin;
      // "Federal Chancellor": of the office alone.
      if (c.size() == 1 && words_[c.unit.begin].upos == Upos::kAdj) return drop();
      return;
    }
    if (person && k.begin == end && end - c.unit.begin <= 3 && end - c.unit.begin >= 2 &&
        begin == c.unit.begin) {
      for (std::uint32_t i = c.unit.begin + 1; i < end; ++i)
        if (is_country(i, end)) return drop();
    }
    if (role->kind != RoleKind::kBody || k.begin != begin || !is_state_body(*role)) continue;
    if (k.end == end) return drop();
    const bool other_body =
        table_knows(k.begin, k.end, {SenseKind::kOrganization, SenseKind::kMetonym});
    if (k.end < end && is(k.end, "of") && !other_body) {
      std::uint32_t at = k.end + 1;
      if (is(at, "the")) ++at;
      if (at < end && is_country(at, end)) return drop();
    }
  }
}

// After "Egypt" or "the Arab Republic of Egypt" at `at`; `at` where no country stands there.
std::uint32_t NameFinder::after_country(std::uint32_t at) const {
  std::uint32_t from = at;
  if (is(from, "the")) ++from;
  for (std::uint32_t i = from; i < words_.size() && i < from + 6; ++i) {
    if (!begins_upper(words_[i].form) && words_[i].form != "of") return at;
    for (const KnownName& k : known_)
      if (k.begin == i && !k.role && table_knows(k.begin, k.end, {SenseKind::kCountry}) &&
          (i == from || is(i - 1, "of")))
        return k.end;
  }
  return at;
}

// The end of a person's name of two to five capitalised words at `begin`; `begin` where none is.
std::uint32_t NameFinder::person_end(std::uint32_t begin) const {
  std::uint32_t i = begin, proper = 0;
  for (; i < words_.size() && i < begin + 5; ++i) {
    const Word& w = words_[i];
    const bool particle =
        i > begin && (w.form == "al" || w.form == "el" || w.form == "von" || w.form == "van" ||
                      w.form == "de" || w.form == "bin" || w.form == "der" || w.form == "-");
    if (particle && i + 1 < words_.size() && begins_upper(words_[i + 1].form)) continue;
    if (!begins_upper(w.form) || w.form.size() < 2 || is_title(i)) break;
    if (w.upos != Upos::kPropn && w.upos != Upos::kAdj && w.upos != Upos::kNoun &&
        w.upos != Upos::kX)
      break;
    std::string low;
    for (const char ch : w.form) low += static_cast<char>(ch >= 'A' && ch <= 'Z' ? ch + 32 : ch);
    if (knowledge_.time_word(low) != nullptr || is_initials(w.form)) break;
    if (const NamePart* part = knowledge_.name_part(w.form)) {
      if (part->cls == NamePart::Class::kOrganization || part->cls == NamePart::Class::kPlace)
        return begin;
      break;
    }
    proper += w.upos == Upos::kPropn;
  }
  if (i < begin + 2 || proper == 0) return begin;
  if (is(i, "'s") || is(i, "’s")) {
  } else if (i < words_.size() && begins_upper(words_[i].form) && !is_title(i)) {
    return begin;  // goes on in capitals: the name of something else
  }
  for (const KnownName& k : known_) {
    if (k.role || k.begin < begin || k.end > i) continue;
    const bool whole = k.begin == begin && k.end == i;
    for (const Sense& s : knowledge_.senses(k)) {
      if (s.kind == SenseKind::kOrganization || s.kind == SenseKind::kMetonym) return begin;
      if (s.kind == SenseKind::kOfficial || s.kind == SenseKind::kGivenName) continue;
      if (whole || k.end - k.begin > 1 || s.kind == SenseKind::kDemonym) return begin;
    }
  }
  return i;
}

// "the deputy minister, Taras Vovchenko,", "President of Egypt Abdel Fattah el-Sisi", "Sigrid
// Haugland, the Norwegian defence minister,": who bears a title is a person, whatever else the
// words may be.
void NameFinder::from_titles() {
  if (sentence_.headline) return;  // where every word may have a capital
  const auto person = [&](std::uint32_t begin, std::uint32_t end) {
    for (Candidate& c : candidates_)
      if (c.unit.begin < begin && c.unit.end > begin) c.unit.end = begin;
    for (Candidate& c : candidates_)
      while (c.size() > 1 && ends_badly(words_[c.unit.end - 1])) --c.unit.end;
    Candidate c;
    c.unit.begin = begin;
    c.unit.end = end;
    c.unit.kind = EntityKind::kPerson;
    c.titled = true;
    c.cls = NameClass::kPerson;
    candidates_.push_back(std::move(c));
  };
  const auto organization = [&](std::uint32_t begin, std::uint32_t end) {
    return std::any_of(candidates_.begin(), candidates_.end(), [&](const Candidate& c) {
      return c.model && c.cls == NameClass::kOrganization && c.unit.begin <= begin &&
             c.unit.end >= end;
    });
  };
  const auto ends_apposition = [&](std::uint32_t i) {
    return i >= words_.size() || words_[i].form == "," || words_[i].form == "." ||
           words_[i].form == ")" || words_[i].upos == Upos::kVerb || words_[i].upos == Upos::kAux;
  };
  for (const KnownName& k : known_) {
    bool plural = false;
    const Role* role = role_of(k, &plural);
    if (role == nullptr || plural ||
        (role->kind != RoleKind::kOffice && role->kind != RoleKind::kPerson))
      continue;
    const Upos noun = words_[k.end - 1].upos;
    if (noun != Upos::kNoun && noun != Upos::kPropn) continue;
    std::uint32_t at = k.end;
    const bool of = is(at, "of") || is(at, "for");
    if (of) {
      const std::uint32_t land = after_country(at + 1);
      at = land == at + 1 ? at : land;
    }
    bool comma = false;
    if (is(at, ",")) {
      comma = true;
      ++at;
    }
    if (at != k.end || !of) {
      const std::uint32_t end = person_end(at);
      if (end > at && (!comma || ends_apposition(end)) &&
          ((of && !comma) || !organization(at, end)))
        person(at, end);
    }
    // Before: "Sigrid Haugland, the Norwegian defence minister,".
    if (!ends_apposition(k.end) && !is(k.end, "of") && !is(k.end, "for") && !is(k.end, "at") &&
        !is(k.end, "who"))
      continue;
    std::uint32_t left = k.begin;
    int steps = 0;
    while (left > 0 && steps < 7 && words_[left - 1].form != ",") {
      const Upos upos = words_[left - 1].upos;
      if (upos != Upos::kDet && upos != Upos::kAdj && upos != Upos::kNoun && upos != Upos::kPropn &&
          upos != Upos::kPart && words_[left - 1].form != "-")
        break;
      --left;
      ++steps;
    }
    if (left < 3 || words_[left - 1].form != ",") continue;
    for (std::uint32_t begin = left >= 6 ? left - 6 : 0; begin + 2 < left; ++begin) {
      if (begin > 0 && begins_upper(words_[begin - 1].form) && !is_title(begin - 1) && begin > 1)
        continue;
      if (begin > 0 && words_[begin - 1].upos == Upos::kAdp && placed(begin)) continue;
      if (person_end(begin) != left - 1 || organization(begin, left - 1)) continue;
      person(begin, left - 1);
      break;
    }
  }
}

void NameFinder::from_tables() {
  for (const KnownName& known : known_) {
    if (known.role) {
      for (std::uint32_t i = known.begin; i < known.end; ++i) title_[i] = true;
      continue;
    }
    Candidate c;
    c.unit.begin = known.begin;
    c.unit.end = known.end;
    const Name* overlapping = nullptr;
    for (const Name& name : sentence_.names)
      if (name.begin < known.end && known.begin < name.end) overlapping = &name;
    read_senses(c.unit, knowledge_.senses(known), knowledge_,
                overlapping != nullptr && is_place_class(overlapping->cls));
    if (!c.unit.known) continue;
    if (c.size() == 1) {
      const Word& w = words_[known.begin];
      const bool name_like = w.upos == Upos::kPropn || w.upos == Upos::kAdj || w.upos == Upos::kX ||
                             (w.upos == Upos::kNoun && begins_upper(w.form)) ||
                             (begins_upper(w.form) &&
                              (c.unit.country >= 0 || c.unit.demonym >= 0 || sentence_.headline));
      if (!name_like) continue;
      // "Jackson said": a person to the model, a town of fifty thousand to the table.
      const bool minor = c.unit.kind == EntityKind::kPlace && c.unit.metonym < 0;
      if (minor && overlapping != nullptr && !is_place_class(overlapping->cls) &&
          overlapping->score > 0.4F)
        continue;
      if (minor && overlapping == nullptr && (w.upos != Upos::kPropn || !placed(known.begin)))
        continue;
    }
    candidates_.push_back(std::move(c));
  }
}

// "Michael Jordan", "Abbas Araghchi": a given name and what follows it.
void NameFinder::from_given_names() {
  const auto n = static_cast<std::uint32_t>(words_.size());
  for (std::uint32_t i = 0; i + 1 < n; ++i) {
    if (words_[i].upos != Upos::kPropn || is_title(i) ||
        knowledge_.gender_of(words_[i].form) == Gender::kUnknown)
      continue;
    std::uint32_t end = i + 1;
    while (end < n && end - i < 5 && words_[end].upos == Upos::kPropn && !is_title(end) &&
           begins_upper(words_[end].form) && knowledge_.name_part(words_[end].form) == nullptr)
      ++end;
    if (end - i < 2) continue;
    Candidate c;
    c.unit.begin = i;
    c.unit.end = end;
    c.unit.kind = EntityKind::kPerson;
    c.person_by_given_name = true;
    c.cls = NameClass::kPerson;
    candidates_.push_back(std::move(c));
    i = end - 1;
  }
}

void NameFinder::from_capitals(const std::vector<bool>& taken) {
  if (sentence_.headline) return;  // every word of a headline may be capitalised
  const auto n = static_cast<std::uint32_t>(words_.size());
  const auto free_name = [&](std::uint32_t i) {
    return !taken[i] && words_[i].upos == Upos::kPropn && begins_upper(words_[i].form) &&
           !is_title(i);
  };
  for (std::uint32_t i = 0; i < n; ++i) {
    if (!free_name(i)) continue;
    const std::uint32_t begin = i;
    while (i < n && free_name(i)) ++i;
    Candidate c;
    c.unit.begin = begin;
    c.unit.end = i;
    const NamePart* last = knowledge_.name_part(words_[i - 1].form);
    const NamePart* first = knowledge_.name_part(words_[begin].form);
    if (c.size() == 1 && (last != nullptr || words_[begin].form.size() < 2)) continue;
    for (const NamePart* part : {last, first}) {
      if (part == nullptr) continue;
      if (part->cls == NamePart::Class::kOrganization) c.unit.kind = EntityKind::kOrganization;
      if (part->cls == NamePart::Class::kPlace) c.unit.kind = EntityKind::kPlace;
    }
    candidates_.push_back(std::move(c));
  }
}

// "China Daily", "Russian Railways": the country's name is part of a longer one.
void NameFinder::refine(NameUnit& unit) {
  if (unit.kind != EntityKind::kOther && unit.kind != EntityKind::kPerson) return;
  if (!unit.officials.empty() || unit.kind == EntityKind::kPerson) {
    if (unit.gender == Gender::kUnknown && unit.end - unit.begin > 1)
      unit.gender = knowledge_.gender_of(words_[unit.begin].form);
    return;
  }
  // An apposition of age or a relative "who" makes a person: "Haruto Ono, 51, …".
  for (const std::uint32_t c : tree_.children(unit.head)) {
    const Word& w = words_[c];
    const bool age = w.upos == Upos::kNum && c >= unit.end && w.form.size() == 2;
    if (age && (is_relation(w.deprel, "appos") || is_relation(w.deprel, "nummod")))
      unit.kind = EntityKind::kPerson;
    if (is_relation(w.deprel, "acl"))
      for (const std::uint32_t g : tree_.children(c))
        if (words_[g].form == "who" || words_[g].form == "whose") unit.kind = EntityKind::kPerson;
  }
}

std::vector<NameUnit> NameFinder::find() {
  const auto n = static_cast<std::uint32_t>(words_.size());
  title_.assign(n, false);
  for (std::uint32_t i = 0; i < n; ++i)
    if (const NamePart* part = knowledge_.name_part(words_[i].form);
        part != nullptr &&
        (part->cls == NamePart::Class::kHonorific || part->cls == NamePart::Class::kMilitary))
      title_[i] = true;
  from_tables();
  from_model();
  from_given_names();
  from_titles();
  // The longest first; at equal length tables before titles before the model before guesses.
  const auto rank = [](const Candidate& c) {
    return c.unit.known ? 0 : c.titled ? 1 : c.model ? 2 : 3;
  };
  std::stable_sort(candidates_.begin(), candidates_.end(),
                   [&](const Candidate& a, const Candidate& b) {
                     return a.size() != b.size() ? a.size() > b.size() : rank(a) < rank(b);
                   });
  std::vector<bool> taken(n, false);
  std::vector<NameUnit> units;
  const auto take = [&](std::size_t from) {
    for (std::size_t k = from; k < candidates_.size(); ++k) {
      NameUnit& unit = candidates_[k].unit;
      if (std::any_of(taken.begin() + unit.begin, taken.begin() + unit.end,
                      [](bool t) { return t; }))
        continue;
      std::fill(taken.begin() + unit.begin, taken.begin() + unit.end, true);
      units.push_back(std::move(unit));
    }
  };
  // A long name of the model that is just a list of known names ("Japan and South Korea") is none.
  for (Candidate& c : candidates_) {
    if (!c.model || c.size() < 3) continue;
    for (std::uint32_t i = c.unit.begin; i < c.unit.end; ++i)
      if (words_[i].form == "and" || words_[i].form == ",") {
        int known = 0;
        for (const Candidate& other : candidates_)
          known += other.unit.known && other.unit.begin >= c.unit.begin &&
                   other.unit.end <= c.unit.end && other.size() < c.size();
        if (known >= 2) c.unit.end = c.unit.begin;
        break;
      }
  }
  // In a headline every word has a capital: "Russia Military Cooperation" is Russia's.
  for (Candidate& c : candidates_) {
    if (!c.model || c.size() < 2 || !sentence_.headline || c.cls == NameClass::kPerson) continue;
    for (const Candidate& other : candidates_)
      if (other.unit.country >= 0 && other.unit.begin >= c.unit.begin &&
          other.unit.end <= c.unit.end && other.size() < c.size())
        c.unit.end = c.unit.begin;
  }
  std::erase_if(candidates_, [](const Candidate& c) { return c.unit.begin >= c.unit.end; });
  take(0);
  const std::size_t guesses = candidates_.size();
  from_capitals(taken);
  take(guesses);
  std::sort(units.begin(), units.end(),
            [](const NameUnit& a, const NameUnit& b) { return a.begin < b.begin; });
  for (NameUnit& unit : units) {
    unit.head = tree_.head_of(unit.begin, unit.end);
    // A place that only the model knows must stand where places stand.
    if (unit.kind == EntityKind::kPlace && !unit.known && !placed(unit.head) &&
        !is_relation(words_[unit.head].deprel, "appos")) {
      const NamePart* part = knowledge_.name_part(words_[unit.end - 1].form);
      if (part == nullptr || part->cls != NamePart::Class::kPlace) unit.kind = EntityKind::kOther;
    }
    // "the Haakonsvern naval base": a place, neither people nor a man.
    if (!unit.known && (unit.kind == EntityKind::kGroup || unit.kind == EntityKind::kPerson))
      for (std::uint32_t i = unit.end; i < n && i < unit.end + 3; ++i) {
        std::string noun = words_[i].form;
        if (words_[i].upos != Upos::kNoun && words_[i].upos != Upos::kAdj) break;
        if (noun.empty() || noun[0] < 'a' || noun[0] > 'z') break;
        noun[0] = static_cast<char>(noun[0] - 32);
        const NamePart* part = knowledge_.name_part(noun);
        if (part == nullptr || part->cls != NamePart::Class::kPlace) continue;
        if (!knowledge_.generic_kinds(words_[i].form).empty()) break;  // people live there
        if (words_[unit.head].head == static_cast<std::int32_t>(i)) unit.kind = EntityKind::kPlace;
        break;
      }
    refine(unit);
    if (unit.kind == EntityKind::kPerson && unit.gender == Gender::kUnknown &&
        unit.end - unit.begin > 1)
      unit.gender = knowledge_.gender_of(words_[unit.begin].form);
  }
  return units;
}

}  // namespace

std::string folded_name(const std::vector<Word>& words, std::uint32_t begin, std::uint32_t end) {
  std::string out;
  for (std::uint32_t i = begin; i < end; ++i) {
    const std::string& form = words[i].form;
    if (i == begin && (form == "the" || form == "The")) continue;
    if (i + 1 == end && (form == "'s" || form == "’s" || form == "'" || form == "’")) continue;
    if (form == "-" || form == "–") continue;
    if (!out.empty()) out += ' ';
    for (const char c : form)
      if (c != '.') out += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c == '-' ? ' ' : c);
  }
  return out;
}

std::vector<NameUnit> find_names(const Sentence& sentence, const SentenceTree& tree,
                                 const std::vector<KnownName>& known, const Knowledge& knowledge) {
  return NameFinder(sentence, tree, known, knowledge).find();
}

}  // namespace dragoman
