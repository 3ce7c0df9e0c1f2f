#include "entities/mentions.h"

#include <algorithm>
#include <optional>
#include <unordered_map>

#include "entities/usage.h"

namespace dragoman {
namespace {

bool is_form(const Word& w, std::initializer_list<std::string_view> forms) {
  std::string lower;
  for (const char c : w.form) lower += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  return std::find(forms.begin(), forms.end(), lower) != forms.end();
}

bool third_person(const Word& w) {
  return w.upos == Upos::kPron &&
         is_form(w, {"he", "him", "his", "himself", "she", "her", "hers", "herself", "it", "its",
                     "itself", "they", "them", "their", "theirs", "themselves"});
}

// No sentence but a table or a trick; the searches are quadratic in the names of one sentence.
constexpr std::size_t kMostWords = 1000;

// May a nationality before this noun stand for the state? Not before another name.
bool found_acts(const SentenceTree& tree, std::uint32_t noun) {
  return tree.word(noun).upos == Upos::kNoun;
}

class Finder {
 public:
  Finder(const Article& article, const Analysis& analysis, const std::vector<SentenceTree>& trees,
         const Knowledge& knowledge)
      : article_(article), analysis_(analysis), trees_(trees), knowledge_(knowledge) {}

  void find_sentence_names(std::uint32_t index, const std::vector<WordSpan>& times,
                           SentenceMentions& found);
  void sentence(std::uint32_t index, const std::vector<WordSpan>& times, SentenceMentions& found);
  std::vector<Draft> take() { return std::move(drafts_); }

 private:
  void quotes(std::uint32_t index);
  void names(std::uint32_t index, const SentenceMentions& found);
  void roles(std::uint32_t index, const SentenceMentions& found);
  void others(std::uint32_t index);
  void push(Draft draft, std::uint32_t sentence);
  bool has_words(std::string_view words) const;
  bool speaks_of_union();
  bool speaks_of(const std::string& iso3);
  std::string_view seat_needs(const NameUnit& name) const {
    return name.metonym < 0 || name.organization >= 0
               ? std::string_view()
               : knowledge_.metonym(static_cast<std::uint32_t>(name.metonym)).needs;
  }
  void body_of_state(Draft& d, const NameUnit& name, const SentenceMentions& found) const;

  const Article& article_;
  const Analysis& analysis_;
  const std::vector<SentenceTree>& trees_;
  const Knowledge& knowledge_;
  std::vector<Draft> drafts_;
  std::vector<std::vector<KnownName>> known_;  // of each sentence
  CountryWeights weights_;
  const std::vector<WordSpan>* times_ = nullptr;
  std::optional<bool> union_;
  std::unordered_map<std::string, bool> countries_;  // that names depend on
  bool open_ = false;                                // inside quotation marks
  std::vector<bool> quoted_, used_;
  std::uint32_t dateline_ = 0;  // words of the sentence's dateline
};

// Does the text have these words, whole?
bool Finder::has_words(std::string_view words) const {
  const std::string_view text = article_.text;
  const auto letter = [&](std::size_t i) {
    return i < text.size() && ((text[i] | 32) >= 'a' && (text[i] | 32) <= 'z');
  };
  for (std::size_t at = text.find(words); at != std::string_view::npos;
       at = text.find(words, at + words.size()))
    if (!letter(at + words.size()) && (at == 0 || !letter(at - 1))) return true;
  return false;
}

// Brussels is the European Union's where the report is about it.
bool Finder::speaks_of_union() {
  if (!union_)
    union_ = has_words("EU") || has_words("European Union") || has_words("European Commission") ||
             has_words("NATO");
  return *union_;
}

bool Finder::speaks_of(const std::string& iso3) {
  const auto [found, fresh] = countries_.emplace(iso3, false);
  if (fresh)
    if (const std::int32_t row = knowledge_.country_row(iso3); row >= 0)
      found->second = has_words(knowledge_.country(static_cast<std::uint32_t>(row)).name);
  return found->second;
}

// Which words stand inside quotation marks; marks are forgotten at paragraphs.
void Finder::quotes(std::uint32_t index) {
  const Sentence& s = analysis_.sentences[index];
  if (index > 0) {
    const Sentence& before = analysis_.sentences[index - 1];
    const std::string_view text = article_.text;
    if (before.block != s.block ||
        (before.span.end <= s.span.begin && s.span.begin <= text.size() &&
         text.substr(before.span.end, s.span.begin - before.span.end).find('\n') !=
             std::string_view::npos))
      open_ = false;
  }
  quoted_.assign(s.words.size(), false);
  for (std::size_t i = 0; i < s.words.size(); ++i) {
    const std::string& f = s.words[i].form;
    if (f == "“" || f == "``" || f == "«")
      open_ = true;
    else if (f == "”" || f == "''" || f == "»")
      open_ = false;
    else if (f == "\"")
      open_ = !open_;
    else
      quoted_[i] = open_;
  }
}

// "them five soldiers", "not by judges", "such as Puerto Rico", "Friday Ford Motor Company": what
// stands before the noun phrase that the parse has hung on it.
void trim_front(Draft& d, const SentenceTree& tree, const std::vector<WordSpan>& times) {
  const std::uint32_t stop = std::min(d.head, d.name_begin);
  const auto trim_to = [&](std::uint32_t i) { d.begin = std::max(d.begin, std::min(i, stop)); };
  for (std::uint32_t i = d.begin; i < stop; ++i) {
    const Word& w = tree.word(i);
    if (w.upos == Upos::kAdp && d.form == MentionForm::kName && !d.role) trim_to(i + 1);
    if (w.upos == Upos::kPron && w.deprel != "nmod:poss" &&
        is_form(w, {"them", "him", "me", "us", "it", "he", "she", "they", "we"}))
      trim_to(i + 1);
  }
  for (bool more = true; more && d.begin < stop;) {
    more = false;
    const Word& w = tree.word(d.begin);
    if (w.upos == Upos::kPunct && w.form != "$" && w.form != "\"" && w.form != "“") {
      trim_to(d.begin + 1);
      more = true;
    } else if (w.upos == Upos::kCconj || w.upos == Upos::kSconj ||
               (w.upos == Upos::kAdp && d.begin > 0) ||
               (d.form == MentionForm::kName && !d.role &&
                (w.upos == Upos::kAux || is_form(w, {"including"}))) ||
               (w.upos == Upos::kPart && w.lemma == "not") ||
               (w.upos == Upos::kAdv &&
                is_form(w, {"not", "also", "even", "merely", "now", "previously", "including",
                            "instead", "rather", "perhaps", "meanwhile", "however", "later", "just",
                            "still", "already", "yesterday", "today"}))) {
      trim_to(d.begin + 1);
      more = true;
    } else if (d.form == MentionForm::kName) {
      for (const WordSpan& t : times)
        if (t.begin <= d.begin && d.begin < t.end && t.end <= stop) {
          trim_to(t.end);
          more = true;
        }
    }
  }
}

void Finder::push(Draft d, std::uint32_t sentence) {
  const SentenceTree& tree = trees_[sentence];
  const Word& w = tree.word(d.head);
  if (d.begin < d.end && d.form != MentionForm::kPronoun) trim_front(d, tree, *times_);
  d.sentence = sentence;
  d.subject = is_relation(w.deprel, "nsubj");
  d.quoted = quoted_[d.head];
  if (d.begin < d.end && d.form != MentionForm::kPronoun) {
    const Word& first = tree.word(d.begin);
    d.definite = d.definite || is_form(first, {"the", "this", "that", "these", "those"});
    if (const std::int32_t owner = tree.child(d.head, "nmod:poss"); owner >= 0) d.definite = true;
  }
  drafts_.push_back(std::move(d));
}

// "the Ministry for Emergency Situations", "Supreme Court of Pakistan", "Israel's Supreme Court of
// Justice": the role of a body inside a name that no table knows, and its country.
void Finder::body_of_state(Draft& d, const NameUnit& name, const SentenceMentions& found) const {
  const SentenceTree& tree = trees_[d.sentence];
  const std::vector<Word>& words = tree.words();
  const std::vector<KnownName>& known = known_[d.sentence];
  const Role* body = nullptr;
  std::int32_t country = -1;
  for (const KnownName& k : known) {
    if (k.begin < name.begin || k.end > name.end) continue;
    const auto senses = knowledge_.senses(k);
    if (senses.empty()) continue;
    if (k.role && senses.front().kind == SenseKind::kRole) {
      const Role& role = knowledge_.role(senses.front().row);
      static constexpr std::string_view kState[] = {"GOV", "LEG", "JUD", "COP", "SPY"};
      const bool state = !role.cameo.empty() && std::find(std::begin(kState), std::end(kState),
                                                          role.cameo.front()) != std::end(kState);
      const bool last = k.end == name.end;
      const bool first =
          k.end < name.end && (words[k.end].form == "of" || words[k.end].form == "for");
      if (state && (role.kind == RoleKind::kBody || role.cameo.front() == "COP") && (last || first))
        body = &role;
    }
    for (const Sense& s : senses)
      if (!k.role && country < 0 &&
          (s.kind == SenseKind::kCountry || s.kind == SenseKind::kDemonym))
        country = static_cast<std::int32_t>(s.row);
  }
  if (body == nullptr) return;
  for (std::uint32_t i = name.begin; i < name.end; ++i)
    if (is_form(words[i], {"news", "press", "party", "union"})) return;
  // "Israel's …", "the Turkish …"
  if (country < 0)
    for (const NameUnit& other : found.names) {
      const std::int32_t row = other.country >= 0 ? other.country : other.demonym;
      if (row < 0 || other.end > name.begin || name.begin - other.end > 2) continue;
      bool only_possessive = true;
      for (std::uint32_t i = other.end; i < name.begin; ++i)
        only_possessive = only_possessive && is_form(words[i], {"'s", "’s", "'", "’"});
      if (only_possessive) country = row;
    }
  // A "congress of fishermen" makes no laws.
  if (country < 0 && body->cameo.front() == "LEG" && body->name.find(' ') == std::string::npos)
    return;
  add_sector(d.affiliation, body->cameo, body->plover);
  d.affiliation.country = country;
  d.kind = EntityKind::kOrganization;
}

void Finder::names(std::uint32_t index, const SentenceMentions& found) {
  const SentenceTree& tree = trees_[index];
  const std::vector<Word>& words = tree.words();
  for (std::size_t k = 0; k < found.names.size(); ++k) {
    const NameUnit& name = found.names[k];
    if (name.begin < dateline_ && name.kind != EntityKind::kPlace) continue;
    const Word& head = words[name.head];
    // "US" in "the US Department of Justice" is part of the body's name.
    if (name.country >= 0 &&
        std::any_of(found.roles.begin(), found.roles.end(), [&](const RoleUnit& role) {
          return role.begin == name.end && role.phrase.begin <= name.begin &&
                 knowledge_.role(role.row).kind == RoleKind::kBody &&
                 words[role.begin].form[0] >= 'A' && words[role.begin].form[0] <= 'Z';
        }))
      continue;
    // "Russian" in "Russian troops" says whose they are; it is nobody itself.
    if (name.demonym >= 0 && name.country < 0 && !name.people) {
      bool served = head.head < 0;
      for (const RoleUnit& role : found.roles)
        served = served || (role.phrase.begin <= name.begin && name.end <= role.phrase.end);
      const bool modifier =
          is_relation(head.deprel, "amod") || is_relation(head.deprel, "compound") ||
          is_relation(head.deprel, "advmod") || is_relation(head.deprel, "nmod:desc");
      const bool article = name.begin > 0 && is_form(words[name.begin - 1], {"the"});
      if (served || head.upos == Upos::kVerb) continue;
      if (modifier && found_acts(tree, static_cast<std::uint32_t>(head.head))) {
        Draft d;  // "Israeli airstrikes": Israel's
        d.head = name.head;
        d.begin = d.name_begin = name.begin;
        d.end = d.name_end = name.end;
        d.name = name;
        d.kind = EntityKind::kCountry;
        d.affiliation.country = name.demonym;
        push(std::move(d), index);
        continue;
      }
      if (modifier || !article) continue;
    }
    Draft d;
    d.sentence = index;
    d.head = name.head;
    d.name = name;
    d.name_begin = name.begin;
    d.name_end = name.end;
    d.kind = name.kind;
    d.gender = name.gender;
    WordSpan span = tree.phrase(name.head, true);
    span.begin = std::min(span.begin, name.begin);
    span.end = std::max(span.end, name.end);
    if (name.kind != EntityKind::kPerson)
      for (const NameUnit& other : found.names)
        if (other.kind == EntityKind::kPerson && other.begin >= name.end &&
            other.begin < span.end &&
            (name.country >= 0 || is_relation(words[other.head].deprel, "appos")))
          span.end = name.country >= 0 ? name.end : std::max(name.end, other.begin);
    while (span.end > name.end && words[span.end - 1].upos == Upos::kPunct) --span.end;
    for (std::uint32_t i = name.end; i < span.end; ++i)
      if (words[i].form == "(") span.end = i;
    if (name.kind == EntityKind::kPerson) {
      // After a person's name only an apposition or the possessive is its own.
      std::uint32_t end = name.end;
      for (const std::uint32_t c : tree.children(name.head)) {
        if (c < name.end) continue;
        if (is_relation(words[c].deprel, "case")) end = std::max(end, c + 1);
        const bool person =
            std::any_of(found.names.begin(), found.names.end(), [&](const NameUnit& other) {
              return other.kind == EntityKind::kPerson && other.begin <= c && c < other.end;
            });
        if (is_relation(words[c].deprel, "appos") && !person)
          end = std::max(end, tree.subtree(c).end);
      }
      span.end = std::min(span.end, end);
    }
    // Titles before and appositions after.
    for (const RoleUnit& role : found.roles) {
      if (role.bearer != static_cast<std::int32_t>(k)) continue;
      if (!d.role) {
        d.role = role.row;
        d.affiliation = role.affiliation;
      } else if (d.affiliation.empty()) {
        const Affiliation before = d.affiliation;
        d.affiliation = role.affiliation;
        if (!before.cameo.empty()) d.role = role.row;
      }
      const bool predicate = tree.child(role.head, "cop") >= 0;
      const bool of_whom = role.end < words.size() && is_form(words[role.end], {"of", "for"}) &&
                           name.begin >= role.end && name.begin - role.end <= 9;
      if (!predicate && role.end <= name.begin && (name.begin - role.end <= 3 || of_whom))
        span.begin = std::min(span.begin, role.phrase.begin);
      for (std::uint32_t i = role.phrase.begin; i < role.end && !predicate; ++i) used_[i] = true;
      const RoleKind kind = knowledge_.role(role.row).kind;
      // "founder Elon Musk": no organisation, though the model may say so.
      const bool titled =
          d.kind == EntityKind::kOrganization && !name.known && kind != RoleKind::kBody &&
          role.end == name.begin && name.end - name.begin >= 2 && name.end - name.begin <= 4 &&
          std::none_of(words.begin() + name.begin, words.begin() + name.end, [&](const Word& w) {
            return w.upos != Upos::kPropn || knowledge_.name_part(w.form) != nullptr;
          });
      if ((d.kind != EntityKind::kPerson && d.kind != EntityKind::kOrganization) || titled) {
        d.kind = kind == RoleKind::kBody ? EntityKind::kOrganization : EntityKind::kPerson;
        if (d.kind == EntityKind::kPerson) {
          d.name.places.clear();
          d.name.organization = -1;
        }
      }
      if (d.gender == Gender::kUnknown) d.gender = knowledge_.role(role.row).gender;
    }
    if (!d.role && !name.known &&
        (d.kind == EntityKind::kOrganization || d.kind == EntityKind::kOther))
      body_of_state(d, name, found);
    // "Mr.", "Gen.": who follows is a person.
    for (std::uint32_t i = name.begin; i > 0 && name.begin - i < 3; --i) {
      const NamePart* part = knowledge_.name_part(words[i - 1].form);
      if (part == nullptr || part->cls == NamePart::Class::kOrganization ||
          part->cls == NamePart::Class::kPlace || part->cls == NamePart::Class::kFormer)
        break;
      const bool unknown = d.kind == EntityKind::kOther || d.kind == EntityKind::kPerson ||
                           (d.kind == EntityKind::kPlace && name.metonym < 0);
      if (!unknown) break;
      d.kind = EntityKind::kPerson;
      d.name.places.clear();
      if (d.gender == Gender::kUnknown) d.gender = part->gender;
      if (!part->sector.empty()) add_sector(d.affiliation, {part->sector}, {part->sector});
      span.begin = std::min(span.begin, i - 1);
      used_[i - 1] = true;
    }
    if (name.metonym >= 0 && d.kind == EntityKind::kPlace &&
        knowledge_.metonym(static_cast<std::uint32_t>(name.metonym)).capital &&
        name.begin >= dateline_ && acts_as_government(tree, name)) {
      if (name.seat >= 0 && speaks_of_union()) {
        d.kind = EntityKind::kOrganization;
        d.name.organization =
            knowledge_.metonym(static_cast<std::uint32_t>(name.seat)).organization;
        d.name.metonym = -1;
        d.name.places.clear();
      } else {
        d.kind = EntityKind::kCountry;
      }
      if (d.kind == EntityKind::kCountry)
        d.affiliation.country = knowledge_.country_row(
            knowledge_.metonym(static_cast<std::uint32_t>(name.metonym)).iso3);
    }
    if (name.begin < dateline_) span = {name.begin, name.end};
    // "the North": the country itself.
    if (name.metonym >= 0 && d.kind == EntityKind::kOrganization && !seat_needs(name).empty()) {
      d.kind = EntityKind::kCountry;
      d.affiliation.country =
          knowledge_.country_row(knowledge_.metonym(static_cast<std::uint32_t>(name.metonym)).iso3);
    }
    d.begin = span.begin;
    d.end = span.end;
    d.plural = name.people;
    for (std::uint32_t i = name.begin; i < name.end; ++i) used_[i] = true;
    push(std::move(d), index);
  }
}

void Finder::roles(std::uint32_t index, const SentenceMentions& found) {
  const SentenceTree& tree = trees_[index];
  for (const RoleUnit& role : found.roles) {
    const Role& what = knowledge_.role(role.row);
    if (role.head < dateline_) continue;
    if (role.bearer >= 0 || (role.inner && what.kind != RoleKind::kBody)) continue;
    if (what.kind == RoleKind::kMeans) {
      // "Russian missiles hit …", not "North Korea's missile programme".
      const std::string_view rel = tree.word(role.head).deprel;
      const bool acts = is_relation(rel, "nsubj") || is_relation(rel, "obl") ||
                        is_relation(rel, "obj") || role.plural;
      if (role.affiliation.empty() || !acts) continue;
    }
    Draft d;
    d.head = role.head;
    if (used_[d.head] && !role.inner) continue;
    d.form = MentionForm::kNominal;
    d.name_begin = role.head;
    d.name_end = role.head + 1;
    d.begin = role.phrase.begin;
    d.end = role.phrase.end;
    // "thanked the alliance for its support": what follows a body is mostly the act's.
    if (what.kind == RoleKind::kBody && what.office != "country")
      for (const std::uint32_t c : tree.children(role.head)) {
        const std::int32_t preposition = tree.child(c, "case");
        if (c < role.end || !is_relation(tree.word(c).deprel, "nmod") || preposition < 0 ||
            is_form(tree.word(static_cast<std::uint32_t>(preposition)), {"of"}))
          continue;
        d.end = std::min(d.end, std::max(role.end, tree.subtree(c).begin));
        break;
      }
    // "the Nigerian Air Force (NAF)": the initials are a name of their own.
    for (std::uint32_t i = role.end; i < d.end && what.kind == RoleKind::kBody; ++i)
      if (tree.word(i).form == "(") d.end = i;
    d.role = role.row;
    d.affiliation = role.affiliation;
    d.gender = what.gender;
    d.plural = role.plural;
    d.inner = role.inner;
    if (what.office == "country")
      d.kind = EntityKind::kOther;
    else if (role.plural || what.kind == RoleKind::kPeople || what.kind == RoleKind::kMeans)
      d.kind = EntityKind::kGroup;
    else if (what.kind == RoleKind::kBody)
      d.kind = EntityKind::kOrganization;
    else
      d.kind = EntityKind::kRole;
    // "police station", "student protest": a modifier, itself only where it is a body or people.
    const Word& head = tree.word(role.head);
    if (role.inner) {
      d.end = role.end;
    } else if (is_relation(head.deprel, "compound") || is_relation(head.deprel, "amod")) {
      static constexpr std::string_view kActing[] = {"GOV", "MIL", "REB", "COP", "UAF",
                                                     "OPP", "SPY", "LEG", "JUD"};
      const bool acts = !what.cameo.empty() && std::find(std::begin(kActing), std::end(kActing),
                                                         what.cameo[0]) != std::end(kActing);
      if (!acts || (d.kind == EntityKind::kRole && role.affiliation.empty())) continue;
      if (d.kind == EntityKind::kRole) d.kind = EntityKind::kGroup;
    }
    used_[d.head] = true;
    push(std::move(d), index);
  }
}

// Pronouns, and plain noun phrases that may be taken up again.
void Finder::others(std::uint32_t index) {
  const SentenceTree& tree = trees_[index];
  const std::vector<Word>& words = tree.words();
  for (std::uint32_t i = 0; i < words.size(); ++i) {
    const Word& w = words[i];
    if (used_[i] || i < dateline_) continue;
    const bool first =
        w.upos == Upos::kPron && !quoted_[i] &&
        is_form(w, {"i", "me", "my", "mine", "myself", "we", "us", "our", "ours", "ourselves"});
    if (first || (third_person(w) && !is_relation(w.deprel, "expl"))) {
      Draft d;
      d.form = MentionForm::kPronoun;
      d.begin = d.head = d.name_begin = i;
      d.end = d.name_end = i + 1;
      d.plural = is_form(w, {"they", "them", "their", "theirs", "themselves", "we", "us", "our",
                             "ours", "ourselves"});
      push(std::move(d), index);
    } else if (w.upos == Upos::kNoun && !is_relation(w.deprel, "compound") &&
               !is_relation(w.deprel, "fixed") && !is_relation(w.deprel, "flat") &&
               !is_relation(w.deprel, "amod")) {
      Draft d;
      d.form = MentionForm::kNominal;
      d.kind = EntityKind::kOther;
      d.head = d.name_begin = i;
      d.name_end = i + 1;
      const WordSpan span = tree.phrase(i);
      d.begin = span.begin;
      d.end = span.end;
      d.plural = has_feature(w, "Number=Plur");
      push(std::move(d), index);
    }
  }
}

void Finder::find_sentence_names(std::uint32_t index, const std::vector<WordSpan>& times,
                                 SentenceMentions& found) {
  const Sentence& s = analysis_.sentences[index];
  known_.emplace_back();
  if (s.words.size() > kMostWords) return;
  known_.back() = knowledge_.match(s.words);
  found.names = find_names(s, trees_[index], known_.back(), knowledge_);
  std::erase_if(found.names, [&](const NameUnit& name) {
    return std::any_of(times.begin(), times.end(), [&](const WordSpan& t) {
      return t.begin <= name.begin && name.end <= t.end;
    });
  });
  // "the North" is a state in a report that names that state, else a quarter of the sky.
  std::erase_if(found.names, [&](const NameUnit& name) {
    const std::string_view needs = seat_needs(name);
    if (needs.empty()) return false;
    const std::string& form = s.words[name.begin].form;
    const bool quarter = name.end == name.begin + 1 && (form == "North" || form == "South");
    const bool article = name.begin > 0 && is_form(s.words[name.begin - 1], {"the"});
    return (quarter && !article && !s.headline) || !speaks_of(std::string(needs));
  });
  weigh_countries(found.names, knowledge_, weights_);
}

void Finder::sentence(std::uint32_t index, const std::vector<WordSpan>& times,
                      SentenceMentions& found) {
  const Sentence& s = analysis_.sentences[index];
  if (s.words.size() > kMostWords) return;
  found.roles = find_roles(s, trees_[index], known_[index], found.names, weights_, knowledge_);
  times_ = &times;
  quotes(index);
  used_.assign(s.words.size(), false);
  for (const WordSpan& t : times)
    for (std::uint32_t i = t.begin; i < t.end; ++i) used_[i] = true;
  dateline_ = 0;
  if (index == 0 || analysis_.sentences[index - 1].block != s.block ||
      analysis_.sentences[index - 1].headline != s.headline)
    dateline_ = dateline_end(s.words, times, found.names);
  const std::size_t first = drafts_.size();
  names(index, found);
  roles(index, found);
  others(index);
  std::sort(drafts_.begin() + static_cast<std::ptrdiff_t>(first), drafts_.end(),
            [](const Draft& a, const Draft& b) {
              if (a.begin != b.begin) return a.begin < b.begin;
              return a.end != b.end ? a.end < b.end : a.head < b.head;
            });
}

}  // namespace

std::vector<Draft> find_mentions(const Article& article, const Analysis& analysis,
                                 const std::vector<SentenceTree>& trees,
                                 const std::vector<std::vector<WordSpan>>& times,
                                 const Knowledge& knowledge, std::vector<SentenceMentions>& found) {
  Finder finder(article, analysis, trees, knowledge);
  found.resize(analysis.sentences.size());
  for (std::uint32_t i = 0; i < analysis.sentences.size(); ++i)
    finder.find_sentence_names(i, times[i], found[i]);
  for (std::uint32_t i = 0; i < analysis.sentences.size(); ++i)
    finder.sentence(i, times[i], found[i]);
  return finder.take();
}

}  // namespace dragoman
