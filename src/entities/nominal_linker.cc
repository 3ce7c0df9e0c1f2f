// Nominals ("the NATO chief", "the ministry", "the country") and pronouns, in the order of the
// text.
#include <algorithm>
#include <array>

#include "entities/linker.h"

namespace dragoman {
namespace {

constexpr std::size_t kHeads = 8;         // earlier phrases with the same head looked at
constexpr std::size_t kWindow = 60;       // earlier mentions looked at
constexpr std::uint32_t kSentences = 12;  // for a noun; pronouns reach less far

// A leader by any office: "the Ukrainian leader", "the NATO chief".
bool is_leading(std::string_view office) {
  return office == "head of state" || office == "head of government" || office == "leader" ||
         office == "supreme leader" || office == "secretary general" ||
         office == "director general" || office == "chair" || office == "crown prince" ||
         office == "chief executive";
}

bool is_vague(std::string_view role) {
  return role == "official" || role == "source" || role == "member" || role == "resident" ||
         role == "witness" || role == "expert" || role == "analyst";
}

bool ends_with_word(std::string_view text, std::string_view end) {
  if (text == end) return true;
  return text.size() > end.size() && text.substr(text.size() - end.size()) == end &&
         (text[text.size() - end.size() - 1] == ' ');
}

// "the company" for "the Seoul-based firm": both of business.
bool sector_is(const Role& role, std::string_view kind) {
  if (role.cameo.empty() || role.kind != RoleKind::kBody) return false;
  const std::string& sector = role.cameo.front();
  if (sector == "GOV" || sector == "MIL" || sector == "LEG" || sector == "JUD") return false;
  std::string lower;
  for (const char c : sector) lower += static_cast<char>(c | 32);
  return lower == kind || (lower == "uaf" && kind == "reb") || (lower == "ngo" && kind == "ngo");
}

// Verbs of a quotation's tag: their subject is who spoke.
bool is_saying(std::string_view lemma) {
  static constexpr std::string_view kSay[] = {
      "say",     "tell",  "add",      "continue", "note",  "explain",   "state",    "stress",
      "warn",    "claim", "argue",    "insist",   "write", "declare",   "announce", "remark",
      "comment", "reply", "conclude", "recall",   "admit", "emphasise", "emphasize"};
  return std::find(std::begin(kSay), std::end(kSay), lemma) != std::end(kSay);
}

// "He added": who spoke before goes on.
bool goes_on(std::string_view lemma) {
  return lemma == "add" || lemma == "continue" || lemma == "conclude" || lemma == "explain";
}

// "the Ministry" and "the ministry"
void lower(std::string& text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
}

enum class PronounKind { kNone, kHe, kShe, kIt, kThey, kI, kWe };

PronounKind pronoun_kind(std::string_view lemma, std::string_view form) {
  const auto is = [&](std::initializer_list<std::string_view> forms) {
    for (const std::string_view f : forms) {
      if (form.size() != f.size()) continue;
      bool same = true;
      for (std::size_t i = 0; i < f.size() && same; ++i) {
        const char c = form[i] >= 'A' && form[i] <= 'Z' ? static_cast<char>(form[i] + 32) : form[i];
        same = c == f[i];
      }
      if (same) return true;
    }
    return false;
  };
  (void)lemma;
  if (is({"he", "him", "his", "himself"})) return PronounKind::kHe;
  if (is({"she", "her", "hers", "herself"})) return PronounKind::kShe;
  if (is({"it", "its", "itself"})) return PronounKind::kIt;
  if (is({"they", "them", "their", "theirs", "themselves"})) return PronounKind::kThey;
  if (is({"i", "me", "my", "mine", "myself"})) return PronounKind::kI;
  if (is({"we", "us", "our", "ours", "ourselves"})) return PronounKind::kWe;
  return PronounKind::kNone;
}

}  // namespace

bool Linker::compatible(const Affiliation& a, const BorneRole& role) const {
  if (a.country >= 0 && role.country >= 0 && a.country != role.country) return false;
  if (a.organization >= 0 && role.organization >= 0 && a.organization != role.organization)
    return false;
  if (a.organization >= 0 && role.organization < 0 && role.country >= 0) return false;
  if (a.organization < 0 && a.country >= 0 && role.country < 0 && role.organization >= 0)
    return false;
  if (!a.name.empty() && !role.organization_name.empty() && a.name != role.organization_name)
    return false;
  return true;
}

// "the secretary general", "the Ukrainian leader": those who bear the office in this report first,
// the dated table second.
Index Linker::office_holder(const Draft& d, std::uint32_t index) {
  const Role& role = knowledge_.role(*d.role);
  const bool chief = role.office == "chief" || role.office == "head" || role.office == "boss" ||
                     role.office == "leader";
  Index best = kNone;
  long best_score = -1;
  const auto consider = [&](Index k, bool same_office) {
    const Cluster& c = clusters_[k];
    if ((c.drafts.empty() && c.others.empty()) || c.plural) return;
    if (c.kind != EntityKind::kPerson && c.kind != EntityKind::kRole) return;
    if (role.gender != Gender::kUnknown && c.gender != Gender::kUnknown && role.gender != c.gender)
      return;
    bool fits = false;
    for (const BorneRole& r : c.roles) {
      const Role& other = knowledge_.role(r.row);
      const bool office =
          same_office ? other.office == role.office ||
                            (ends_with_word(other.name, role.name) && other.name != role.name)
                      : is_leading(other.office);
      fits = fits || (office && compatible(d.affiliation, r));
    }
    if (!fits && chief && !d.affiliation.empty())
      // "the NATO chief": whoever leads it, by whatever title.
      for (const BorneRole& r : c.roles)
        fits = fits || (is_leading(knowledge_.role(r.row).office) && compatible(d.affiliation, r));
    if (!fits) return;
    const auto after = std::upper_bound(c.drafts.begin(), c.drafts.end(), index);
    std::int64_t before = after != c.drafts.begin() ? std::int64_t{*(after - 1)} : -1;
    if (!c.others.empty()) before = std::max(before, std::int64_t{c.others.back()});
    long score = 0;
    if (before >= 0) {
      if (!d.definite && (*drafts_)[static_cast<std::size_t>(before)].sentence == d.sentence)
        return;
      score = (1L << 32) + before;
    } else {
      // A title in the headline whose bearer comes below.
      if (!analysis_.sentences[d.sentence].headline && d.affiliation.empty()) return;
      score = (1L << 31) - *after;
    }
    if (c.kind == EntityKind::kPerson) score += 1L << 30;
    if (score > best_score) best_score = score, best = k;
  };
  const auto look = [&](const std::string& office, bool same_office) {
    const auto found = by_office_.find(office);
    if (found == by_office_.end()) return;
    const std::vector<Index>& holders = found->second;
    for (std::size_t n = holders.size() > 24 ? holders.size() - 24 : 0; n < holders.size(); ++n)
      consider(holders[n], same_office);
  };
  look(role.office, true);
  if (best == kNone && chief)
    for (const char* office : {"head of state", "head of government", "leader", "supreme leader",
                               "secretary general", "director general", "chair", "crown prince"})
      look(office, false);
  // "the minister" after "the foreign minister": the last person whose title ends so.
  if (best == kNone && d.affiliation.organization < 0 && role.name.find(' ') == std::string::npos) {
    int steps = 0;
    for (auto it = seen_.rbegin(); it != seen_.rend() && steps < 40 && best == kNone;
         ++it, ++steps) {
      const Draft& before = (*drafts_)[*it];
      if (d.sentence - before.sentence > kSentences) break;
      const Cluster& c = clusters_[before.entity];
      if (c.kind != EntityKind::kPerson && c.kind != EntityKind::kRole) continue;
      for (const BorneRole& r : c.roles) {
        const Role& other = knowledge_.role(r.row);
        if (ends_with_word(other.name, role.name) && compatible(d.affiliation, r)) {
          best = before.entity;
          break;
        }
      }
    }
  }
  if (best != kNone || !day_ || role.kind != RoleKind::kOffice) return best;
  if (d.affiliation.country < 0 && d.affiliation.organization < 0) return kNone;
  // The table: only a person whom this report names.
  const std::string iso3 =
      d.affiliation.organization >= 0
          ? std::string()
          : knowledge_.country(static_cast<std::uint32_t>(d.affiliation.country)).iso3;
  std::vector<std::uint32_t> rows =
      knowledge_.holders(iso3, d.affiliation.organization, role.office, *day_);
  if (rows.empty() && role.office == "leader")
    for (const char* office : {"head of state", "supreme leader", "head of government"})
      if (rows.empty()) rows = knowledge_.holders(iso3, d.affiliation.organization, office, *day_);
  if (rows.size() != 1) return kNone;
  const std::string name = folded(knowledge_.official(rows.front()).name);
  for (std::size_t k = 0; k < clusters_.size() && k < 200; ++k)
    if (clusters_[k].kind == EntityKind::kPerson)
      for (const std::uint32_t row : clusters_[k].officials)
        if (folded(knowledge_.official(row).name) == name) return static_cast<Index>(k);
  return kNone;
}

// "the alliance", "the country", "the company": the last entity of that sort, subjects first.
Index Linker::generic(const Draft& d, std::uint32_t) {
  const Role* role = d.role ? &knowledge_.role(*d.role) : nullptr;
  const std::string& noun = role != nullptr ? role->name : head_word(d).lemma;
  auto kinds = knowledge_.generic_kinds(noun);
  if (kinds.empty() && role != nullptr && role->kind == RoleKind::kBody)
    kinds = knowledge_.generic_kinds(noun.substr(noun.rfind(' ') + 1));  // "paramilitary group"
  if (kinds.empty() || d.plural) return kNone;
  const auto is_town = [&](const Draft& place) {
    if (place.name.places.empty()) return place.name.metonym >= 0;
    return knowledge_.place(place.name.places.front()).feature == 'P';
  };
  // "the Parliament" is none of the names that no table knows.
  const char initial = head_word(d).form.empty() ? 'x' : head_word(d).form[0];
  const bool capital = role != nullptr && initial >= 'A' && initial <= 'Z' && d.head > 1;
  Index best = kNone;
  int best_score = -1, steps = 0;
  for (auto it = seen_.rbegin(); it != seen_.rend() && steps < static_cast<int>(kWindow);
       ++it, ++steps) {
    const Draft& before = (*drafts_)[*it];
    const std::uint32_t distance = d.sentence - before.sentence;
    if (distance > 4) break;
    const Cluster& c = clusters_[before.entity];
    if (c.thing || c.plural) continue;
    bool fits = false;
    for (const std::string& kind : kinds) {
      if (kind == "country")
        fits = fits || c.kind == EntityKind::kCountry;
      else if (kind == "place")
        fits = fits || (c.kind == EntityKind::kPlace && before.form == MentionForm::kName &&
                        is_town(before) == (noun == "city" || noun == "town" || noun == "capital" ||
                                            noun == "village" || noun == "port"));
      else if (c.organization >= 0)
        fits = fits ||
               knowledge_.organization(static_cast<std::uint32_t>(c.organization)).kind == kind;
      else if (c.kind == EntityKind::kOrganization && !c.roles.empty() &&
               before.form == MentionForm::kNominal)
        fits = fits || sector_is(knowledge_.role(c.roles.front().row), kind);
      else if (c.kind == EntityKind::kOrganization && c.metonym < 0 &&
               before.form == MentionForm::kName && !capital)
        fits = true;  // a name no table knows
    }
    if (!fits) continue;
    if (d.affiliation.country >= 0 && c.affiliation.country != d.affiliation.country) continue;
    // A country may not be taken up inside the phrase that names it.
    if (before.sentence == d.sentence && before.begin >= d.begin && before.end <= d.end) continue;
    const int score = 100 - 20 * static_cast<int>(distance) + (before.subject ? 15 : 0) +
                      (before.form == MentionForm::kName ? 5 : 0) - steps / 4;
    if (score > best_score) best_score = score, best = before.entity;
  }
  return best;
}

// "the rebels", "the ministry", "the agreement": an earlier phrase with the same head whose
// modifiers do not say otherwise.
Index Linker::same_head(const Draft& d, std::uint32_t index) {
  std::string lemma = head_word(d).lemma;
  lower(lemma);
  const auto found = by_head_.find(lemma);
  if (found == by_head_.end()) return kNone;
  // "Norway has denied … the ministry called": not the ministry of another country.
  const bool body =
      d.role && d.affiliation.empty() && knowledge_.role(*d.role).kind == RoleKind::kBody;
  const std::int32_t acting = body ? acting_country(d, index) : -1;
  const auto& earlier = found->second;
  for (std::size_t n = 0; n < kHeads && n < earlier.size(); ++n) {
    const Draft& before = (*drafts_)[earlier[earlier.size() - 1 - n]];
    if (d.sentence - before.sentence > kSentences * 2) break;
    if (before.plural != d.plural) continue;
    if (before.sentence == d.sentence && before.begin <= d.begin && d.end <= before.end) continue;
    const Affiliation& a = d.affiliation;
    const Affiliation& b = before.affiliation;
    if (a.country >= 0 && a.country != b.country) continue;
    if (acting >= 0 && b.country >= 0 && b.country != acting && before.sentence != d.sentence)
      continue;
    if (a.organization >= 0 && a.organization != b.organization) continue;
    if (!a.name.empty() && a.name != b.name) continue;
    if (before.form == MentionForm::kName && before.affiliation.cameo.empty()) {
      // "the station" is the International Space Station, "the state of Illinois" no United States.
      const Word& noun = words(before)[before.head];
      if (noun.lemma != lemma && (before.kind == EntityKind::kCountry || d.head != d.begin + 1 ||
                                  d.end > d.head + 2 || before.name.end - before.name.begin < 2))
        continue;
    }
    // A supreme court is not "a court" named before.
    if (d.role && before.role && *d.role != *before.role) {
      const Role& now = knowledge_.role(*d.role);
      const Role& then = knowledge_.role(*before.role);
      if (now.kind == RoleKind::kBody && now.office != then.office &&
          now.name.size() > then.name.size())
        continue;
    }
    // Every modifier of the second phrase stands in the first.
    bool covered = true;
    for (std::uint32_t i = d.begin; i < d.head && covered; ++i) {
      const Word& w = words(d)[i];
      if (w.upos != Upos::kAdj && w.upos != Upos::kNoun && w.upos != Upos::kPropn &&
          w.upos != Upos::kNum)
        continue;
      bool there = false;
      for (std::uint32_t j = before.begin; j < before.end && j < before.begin + 16 && !there; ++j)
        there = words(before)[j].lemma == w.lemma;
      covered =
          there || (d.role && (a.country >= 0 || a.organization >= 0) && w.upos != Upos::kNum);
    }
    if (!covered) continue;
    return before.entity;
  }
  return kNone;
}

Index Linker::new_nominal(const Draft& d) {
  Cluster c;
  c.kind = d.kind;
  c.plural = d.plural;
  c.gender = d.gender;
  c.thing = d.kind == EntityKind::kOther;
  c.affiliation = d.affiliation;
  const auto& w = words(d);
  for (std::uint32_t i = d.begin; i < d.end && i < d.begin + 12; ++i) {
    if (i > d.head && (w[i].form == "," || w[i].form == "(")) break;
    if (i == d.begin && w[i].upos == Upos::kDet) continue;
    if (i + 1 == d.end && w[i].upos == Upos::kPart) continue;
    if (!c.name.empty() && w[i].span.begin > w[i - 1].span.end) c.name += ' ';
    c.name += w[i].form;
  }
  const auto index = static_cast<Index>(clusters_.size());
  if (d.role) {
    c.roles.push_back(
        {*d.role, d.affiliation.country, d.affiliation.organization, d.affiliation.name});
    if (!d.plural && d.kind == EntityKind::kRole)
      by_office_[knowledge_.role(*d.role).office].push_back(index);
  }
  clusters_.push_back(std::move(c));
  return index;
}

// A body or office without a country in a report that has but one is that country's.
void Linker::give_default_country(Draft& d) {
  if (!d.role || !d.affiliation.empty() || d.affiliation.cameo.empty()) return;
  const std::string& sector = d.affiliation.cameo.front();
  static constexpr std::array<std::string_view, 7> kState = {"GOV", "MIL", "LEG", "JUD",
                                                             "COP", "SPY", "OPP"};
  if (std::find(kState.begin(), kState.end(), sector) == kState.end()) return;
  if (only_country_ >= 0) d.affiliation.country = only_country_;
}

Index Linker::nominal(Draft& d, std::uint32_t index) {
  // "its army", "his spokesman": of whom the pronoun means.
  const SentenceTree& tree = trees_[d.sentence];
  if (const std::int32_t owner = tree.child(d.head, "nmod:poss");
      owner >= 0 && d.affiliation.empty() && d.role) {
    for (auto it = seen_.rbegin(); it != seen_.rend(); ++it) {
      const Draft& other = (*drafts_)[*it];
      if (other.sentence != d.sentence || seen_.rend() - it == 0) break;
      if (other.head != static_cast<std::uint32_t>(owner)) continue;
      const Affiliation& of = clusters_[other.entity].affiliation;
      d.affiliation.country = of.country;
      d.affiliation.organization = of.organization;
      if (of.organization >= 0 && of.country < 0 &&
          knowledge_.role(*d.role).kind == RoleKind::kBody)
        d.affiliation.organization = -1;
      break;
    }
  }
  if (d.role) {
    const Role& role = knowledge_.role(*d.role);
    const bool headline = analysis_.sentences[d.sentence].headline;
    if (d.kind == EntityKind::kRole) {
      if ((d.definite || (headline && !d.affiliation.empty())) && !is_vague(role.name)) {
        if (const Index k = office_holder(d, index); k != kNone) return k;
      }
      if (d.definite && !is_vague(role.name))
        if (const Index k = same_head(d, index); k != kNone) return k;
      give_default_country(d);
      return new_nominal(d);
    }
    if (const Index k = initials_of(d, index); k != kNone) return k;
    if (d.definite || d.inner || (role.kind == RoleKind::kBody && !d.affiliation.empty())) {
      if (const Index k = same_head(d, index); k != kNone) return k;
      if (role.office == "country" || d.definite)
        if (const Index k = generic(d, index); k != kNone) return k;
    }
    give_default_country(d);
    return new_nominal(d);
  }
  if (d.definite) {
    if (const Index k = same_head(d, index); k != kNone) return k;
    if (const Index k = generic(d, index); k != kNone) return k;
  }
  return new_nominal(d);
}

// Is the mention the subject of a verb of saying, or of one that such a participle follows ("turned
// to Mali, saying", "assessed the visit by saying")?
bool Linker::says(const Draft& d) const {
  const Word& w = head_word(d);
  if (w.head < 0 || !is_relation(w.deprel, "nsubj")) return false;
  const std::vector<Word>& all = words(d);
  if (is_saying(all[static_cast<std::size_t>(w.head)].lemma)) return true;
  return std::any_of(all.begin() + w.head, all.end(), [&](const Word& p) {
    return p.head == w.head && p.xpos == "VBG" &&
           (is_relation(p.deprel, "advcl") || is_relation(p.deprel, "xcomp")) && is_saying(p.lemma);
  });
}

// "killed 73 people", "73 people died".
bool Linker::killed(const Draft& d) const {
  const Word& w = head_word(d);
  if (w.head < 0) return false;
  const std::string& verb = words(d)[static_cast<std::size_t>(w.head)].lemma;
  const bool undergoes = is_relation(w.deprel, "obj") || w.deprel == "nsubj:pass";
  return (undergoes && (verb == "kill" || verb == "murder" || verb == "bury")) ||
         (is_relation(w.deprel, "nsubj") && (verb == "die" || verb == "perish" || verb == "drown"));
}

// Has the report spoken of it outside quotation marks so far? The last mentions tell.
bool Linker::named_outside(const Cluster& c) const {
  constexpr std::size_t kMost = 8;
  const std::uint32_t now = seen_.empty() ? 0 : seen_.back();
  const auto outside = [&](const std::vector<std::uint32_t>& of) {
    auto it = std::upper_bound(of.begin(), of.end(), now);
    for (std::size_t n = 0; n < kMost && it != of.begin(); ++n)
      if (!(*drafts_)[*--it].quoted) return true;
    return false;
  };
  return outside(c.drafts) || outside(c.others);
}

// How well a candidate suits a pronoun; negative = not at all.
int Linker::pronoun_score(const Draft& d, const Draft& before, const Cluster& c) const {
  const Word& w = head_word(d);
  const PronounKind kind = pronoun_kind(w.lemma, w.form);
  const auto distance = static_cast<int>(d.sentence - before.sentence);
  const bool person = c.kind == EntityKind::kPerson || (c.kind == EntityKind::kRole && !c.plural);
  int score = 100 - 25 * distance;
  switch (kind) {
    case PronounKind::kHe:
    case PronounKind::kShe: {
      if (!person || distance > 3) return -1;
      const Gender wanted = kind == PronounKind::kHe ? Gender::kMale : Gender::kFemale;
      if (c.gender != Gender::kUnknown && c.gender != wanted) return -1;
      if (c.gender == wanted) score += 10;
      break;
    }
    case PronounKind::kIt:
      if (person || c.plural || distance > 1 || c.kind == EntityKind::kGroup) return -1;
      // States and organisations are "it" as those who act; mostly "it" is a thing.
      if (!c.thing && !is_relation(w.deprel, "nmod")) {
        if (c.kind == EntityKind::kPlace || !d.subject || w.head < 0) return -1;
        const std::string& verb = words(d)[static_cast<std::size_t>(w.head)].lemma;
        if ((!before.subject && distance > 0) || !knowledge_.is_animate_verb(verb)) return -1;
      }
      if (c.thing) score -= 5;
      break;
    case PronounKind::kThey:
      if (distance > 2) return -1;
      if (c.kind == EntityKind::kPerson) return -1;
      if (c.kind == EntityKind::kRole && !c.plural) return -1;
      if (c.plural || c.kind == EntityKind::kGroup)
        score += 15;
      else if (c.kind == EntityKind::kOrganization)
        score -= 45;  // where nobody in the plural is near
      else
        return -1;
      // Who was killed does nothing more.
      if (d.subject && distance > 0 && killed(before)) return -1;
      break;
    default:
      return -1;
  }
  // Things neither say nor deny.
  if (c.thing && w.head >= 0 && is_relation(w.deprel, "nsubj") &&
      knowledge_.is_animate_verb(words(d)[static_cast<std::size_t>(w.head)].lemma))
    return -1;
  if (before.subject) score += 25;
  if (before.form == MentionForm::kName) score += 3;
  if (before.form == MentionForm::kPronoun) score += 6;  // a topic
  // Outside quotation marks one goes on speaking of who is outside; whom only the quotation names
  // did not say it.
  if (before.quoted && !d.quoted) {
    if (kind == PronounKind::kHe || kind == PronounKind::kShe || says(d)) {
      if (!named_outside(c)) return -1;
    }
    score -= 30;
  }
  if (distance == 0) {
    const bool possessive = is_relation(w.deprel, "nmod:poss") || w.deprel == "nmod:poss";
    // Not inside the candidate's own phrase.
    if (before.begin <= d.begin && d.end <= before.end) return -1;
    // Not two arguments of one verb.
    if (!possessive && w.head >= 0 && words(before)[before.head].head == w.head &&
        w.form.size() < 7)
      return -1;
    if (possessive && before.subject) score += 10;
  }
  return score;
}

// Who speaks in the report itself, outside quotation marks: one and the same.
Index Linker::author(const Draft& d, bool several) {
  Index& known = several ? authors_ : author_;
  if (known == kNone) {
    Cluster c;
    c.kind = several ? EntityKind::kGroup : EntityKind::kPerson;
    c.plural = several;
    c.name = head_word(d).form;
    known = static_cast<Index>(clusters_.size());
    clusters_.push_back(std::move(c));
  }
  return known;
}

Index Linker::pronoun(const Draft& d, std::uint32_t) {
  const PronounKind kind = pronoun_kind(head_word(d).lemma, head_word(d).form);
  if (kind == PronounKind::kI || kind == PronounKind::kWe)
    return author(d, kind == PronounKind::kWe);
  // "She thanked her": two people.
  std::array<Index, 4> others{kNone, kNone, kNone, kNone};
  const Word& w = head_word(d);
  if (!is_relation(w.deprel, "nmod") && w.head >= 0 && w.form.find("sel") == std::string::npos) {
    std::size_t n = 0;
    for (auto it = seen_.rbegin(); it != seen_.rend() && n < others.size(); ++it) {
      const Draft& before = (*drafts_)[*it];
      if (before.sentence != d.sentence) break;
      if (head_word(before).head == w.head) others[n++] = before.entity;
    }
  }
  Index best = kNone;
  int best_score = 0;
  std::size_t steps = 0;
  const bool speaks = !d.quoted && says(d) && last_speaker_ != kNone && d.sentence >= spoke_in_ &&
                      d.sentence - spoke_in_ <= 3;
  const int goes_on_by = !speaks                                                     ? 0
                         : goes_on(words(d)[static_cast<std::size_t>(w.head)].lemma) ? 80
                                                                                     : 25;
  for (auto it = seen_.rbegin(); it != seen_.rend() && steps < kWindow; ++it, ++steps) {
    const Draft& before = (*drafts_)[*it];
    if (d.sentence - before.sentence > 3) break;
    if (std::find(others.begin(), others.end(), before.entity) != others.end()) continue;
    if (before.sentence == d.sentence && before.begin > d.begin) continue;
    // A headline is no context for the text, nor one for the other.
    if (analysis_.sentences[before.sentence].headline != analysis_.sentences[d.sentence].headline)
      continue;
    int score = pronoun_score(d, before, clusters_[before.entity]);
    if (score < 0) continue;
    if (before.entity == last_speaker_) score += goes_on_by;
    score -= static_cast<int>(std::min<std::size_t>(steps, 20));
    if (score > best_score) best_score = score, best = before.entity;
  }
  return best;
}

void Linker::link_others() {
  std::vector<Draft>& drafts = *drafts_;
  for (const Cluster& c : clusters_)
    if (c.country >= 0 && !c.drafts.empty())
      only_country_ = only_country_ == -2 || only_country_ == c.country ? c.country : -1;
  for (std::uint32_t i = 0; i < drafts.size(); ++i) {
    Draft& d = drafts[i];
    Index k = d.entity;
    if (d.form == MentionForm::kNominal)
      k = nominal(d, i);
    else if (d.form == MentionForm::kPronoun)
      k = pronoun(d, i);
    if (k == kNone) continue;
    if (d.form != MentionForm::kName) {
      Cluster& c = clusters_[k];
      d.entity = k;
      c.others.push_back(i);
      if (c.gender == Gender::kUnknown && d.form == MentionForm::kPronoun) {
        const PronounKind p = pronoun_kind(head_word(d).lemma, head_word(d).form);
        if (p == PronounKind::kHe) c.gender = Gender::kMale;
        if (p == PronounKind::kShe) c.gender = Gender::kFemale;
      }
      if (c.affiliation.empty() && d.role && c.kind == EntityKind::kPerson) {
        if (!d.affiliation.empty()) bear(c, d);
      }
    }
    if (!d.quoted && says(d)) {
      last_speaker_ = k;
      spoke_in_ = d.sentence;
    }
    seen_.push_back(i);
    if (d.form != MentionForm::kPronoun) {
      std::string lemma = head_word(d).lemma;
      lower(lemma);
      by_head_[lemma].push_back(i);
    }
  }
}

void Linker::link(std::vector<Draft>& drafts) {
  drafts_ = &drafts;
  link_names();
  link_others();
  fill_from_context();
}

}  // namespace dragoman
