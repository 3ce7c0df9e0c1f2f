// Names that mean the same: full name and family name, name and acronym, country and its seat.
#include <algorithm>

#include "base/tsv.h"
#include "entities/linker.h"

namespace dragoman {
namespace {

constexpr std::size_t kMostNamesakes = 16;

// "antony" and "tony", "j" and "joe", "kyu duk" and "kyu": may be one given name.
bool given_names_agree(const std::string& a, const std::string& b) {
  if (a == b) return true;
  const std::string& shorter = a.size() < b.size() ? a : b;
  const std::string& longer = a.size() < b.size() ? b : a;
  if (shorter.size() == 1) return longer[0] == shorter[0];
  if (shorter.size() < 3) return false;
  return longer.compare(0, shorter.size(), shorter) == 0 ||
         longer.compare(longer.size() - shorter.size(), shorter.size(), shorter) == 0;
}

bool family_name_first(const Cluster& cluster, const Knowledge& knowledge) {
  const auto of = [&](std::int32_t row) {
    if (row < 0) return false;
    const std::string& iso3 = knowledge.country(static_cast<std::uint32_t>(row)).iso3;
    return iso3 == "KOR" || iso3 == "PRK" || iso3 == "CHN" || iso3 == "TWN" || iso3 == "VNM" ||
           iso3 == "KHM" || iso3 == "HKG";
  };
  return of(cluster.affiliation.country) || cluster.tokens.size() == 3;
}

std::string text_of(const std::vector<Word>& words, std::uint32_t begin, std::uint32_t end) {
  std::string out;
  for (std::uint32_t i = begin; i < end; ++i) {
    // Where the words touch in the text, they do in the name.
    if (i > begin && words[i].span.begin > words[i - 1].span.end) out += ' ';
    out += words[i].form;
  }
  return out;
}

}  // namespace

void Linker::attach(Index index, std::uint32_t draft) {
  Cluster& cluster = clusters_[index];
  Draft& d = (*drafts_)[draft];
  d.entity = index;
  cluster.drafts.push_back(draft);
  if (cluster.gender == Gender::kUnknown) cluster.gender = d.gender;
}

// Adds a title to those of a cluster, and the cluster to those who bear its office.
void Linker::note_role(Cluster& cluster, const BorneRole& role) {
  constexpr std::size_t kMostRoles = 12;
  const Role& what = knowledge_.role(role.row);
  bool office_known = false;
  for (const BorneRole& r : cluster.roles) {
    if (r.row == role.row && r.country == role.country && r.organization == role.organization)
      return;
    office_known = office_known || knowledge_.role(r.row).office == what.office;
  }
  if (cluster.roles.size() >= kMostRoles) return;
  cluster.roles.push_back(role);
  if (!office_known)
    by_office_[what.office].push_back(static_cast<Index>(&cluster - clusters_.data()));
  if (cluster.gender == Gender::kUnknown) cluster.gender = what.gender;
}

// Notes the title that a name bears here.
void Linker::bear(Cluster& cluster, const Draft& draft) {
  if (draft.role)
    note_role(cluster, {*draft.role, draft.affiliation.country, draft.affiliation.organization,
                        draft.affiliation.name});
  Affiliation& own = cluster.affiliation;
  const Affiliation& seen = draft.affiliation;
  // The first title with a country or organisation counts; a title that follows without either only
  // adds what is missing.
  if (own.empty() && (!seen.empty() || own.cameo.empty())) {
    const Affiliation before = own;
    own = seen;
    if (own.cameo.empty()) {
      own.cameo = before.cameo;
      own.plover = before.plover;
    }
  } else if (own.cameo.empty()) {
    add_sector(own, seen.cameo, seen.plover);
  }
}

Index Linker::keyed(const std::string& key, const Draft& draft) {
  const auto [found, fresh] = by_key_.emplace(key, static_cast<Index>(clusters_.size()));
  if (fresh) {
    Cluster cluster;
    cluster.kind = draft.kind;
    cluster.plural = draft.plural;
    clusters_.push_back(std::move(cluster));
  }
  return found->second;
}

Index Linker::full_person(const Draft& draft, const std::vector<std::string>& tokens) {
  const std::vector<Index>& namesakes = by_last_name_[tokens.back()];
  for (const Index k : namesakes) {
    const std::vector<std::string>& other = clusters_[k].tokens;
    if (other.size() >= 2 && given_names_agree(other.front(), tokens.front())) return k;
  }
  // "Noh Kyu-duk" and "Kyu-duk Noh", "Kim Jong Un" and "Kim Jong-un" fold to the same letters.
  std::string key = "person:";
  for (const std::string& t : tokens) key += t + ' ';
  const std::size_t before = clusters_.size();
  const Index index = keyed(key, draft);
  if (clusters_.size() > before) {
    Cluster& cluster = clusters_[index];
    cluster.kind = EntityKind::kPerson;
    cluster.tokens = tokens;
    std::vector<Index>& last = by_last_name_[tokens.back()];
    if (last.size() < kMostNamesakes) last.push_back(index);
    std::vector<Index>& first = by_first_name_[tokens.front()];
    if (first.size() < kMostNamesakes) first.push_back(index);
  }
  return index;
}

// A family name alone: whose, of those named in full in this report?
Index Linker::family_name(const Draft& draft, std::uint32_t index, const std::string& token) {
  const auto fits = [&](Index k) {
    const Cluster& c = clusters_[k];
    if (draft.gender != Gender::kUnknown && c.gender != Gender::kUnknown &&
        draft.gender != c.gender)
      return false;
    if (draft.role && !c.roles.empty() && draft.affiliation.country >= 0 &&
        c.affiliation.country >= 0 && draft.affiliation.country != c.affiliation.country)
      return false;
    return true;
  };
  // Among several the one whose title agrees, then the last one named before, then the first after.
  const auto best_of = [&](const std::vector<Index>& candidates) {
    Index best = kNone;
    long best_score = -1;
    for (const Index k : candidates) {
      if (!fits(k)) continue;
      const Cluster& c = clusters_[k];
      long score = 0;
      if (draft.role)
        for (const BorneRole& r : c.roles)
          if (knowledge_.role(r.row).office == knowledge_.role(*draft.role).office)
            score += 1L << 40;
      const auto after = std::upper_bound(c.drafts.begin(), c.drafts.end(), index);
      if (after != c.drafts.begin())
        score += (1L << 32) + *(after - 1);
      else if (after != c.drafts.end())
        score += (1L << 31) - *after;
      if (score > best_score) best_score = score, best = k;
    }
    return best;
  };
  if (const auto found = by_last_name_.find(token); found != by_last_name_.end()) {
    const Index k = best_of(found->second);
    if (k != kNone) return k;
  }
  if (const auto found = by_first_name_.find(token); found != by_first_name_.end()) {
    std::vector<Index> asian, any;
    for (const Index k : found->second) {
      any.push_back(k);
      if (family_name_first(clusters_[k], knowledge_)) asian.push_back(k);
    }
    if (const Index k = best_of(asian); k != kNone) return k;
    // A given name alone ("Boris", "Saddam") where nobody else has it.
    if (any.size() == 1 && !draft.role && fits(any[0])) return any[0];
  }
  return kNone;
}

// "Putin" where no full name stands in the report: the one holder of a high office of that name.
Index Linker::known_leader(const Draft& draft, const std::string& token) {
  auto rows = knowledge_.officials_named(token);
  if (rows.empty() && token.ends_with("yy"))  // "Zelenskyy"
    rows = knowledge_.officials_named(std::string_view(token).substr(0, token.size() - 1));
  std::int32_t chosen = -1;
  for (const std::uint32_t row : rows) {
    const Official& o = knowledge_.official(row);
    const bool high = o.office == "head of state" || o.office == "head of government" ||
                      o.office == "leader" || o.office == "supreme leader" ||
                      o.office == "secretary general" || o.office == "foreign minister";
    if (!high) continue;
    if (day_ && (*day_ < o.from - 60 || *day_ >= std::int64_t{o.until} + 60)) continue;
    if (draft.affiliation.country >= 0 && !o.iso3.empty() &&
        knowledge_.country(static_cast<std::uint32_t>(draft.affiliation.country)).iso3 != o.iso3)
      continue;
    if (chosen >= 0) {
      const Official& other = knowledge_.official(static_cast<std::uint32_t>(chosen));
      if (folded(other.name) != folded(o.name)) return kNone;  // two of that name
    }
    chosen = static_cast<std::int32_t>(row);
  }
  if (chosen < 0) return kNone;
  const Official& o = knowledge_.official(static_cast<std::uint32_t>(chosen));
  const Index index = keyed("person:" + token, draft);
  Cluster& cluster = clusters_[index];
  if (cluster.tokens.empty()) {
    cluster.kind = EntityKind::kPerson;
    cluster.tokens = {token};
    for (const std::uint32_t row : rows)
      if (folded(knowledge_.official(row).name) == folded(o.name)) cluster.officials.push_back(row);
    cluster.gender = o.gender;
    by_last_name_[token].push_back(index);
  }
  return index;
}

std::string Linker::folded(std::string_view name) {
  std::string out;
  for (const char c : name) {
    if (c == '-' || c == ' ') continue;
    out += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  }
  return out;
}

Index Linker::cluster_for_name(Draft& d) {
  const NameUnit& name = d.name;
  const std::string folded_text = folded_name(words(d), name.begin, name.end);
  if (folded_text.empty()) return kNone;
  if (name.country >= 0 || d.kind == EntityKind::kCountry) {
    const std::int32_t row = name.country >= 0 ? name.country : d.affiliation.country;
    const Index k = keyed("country:" + std::to_string(row), d);
    clusters_[k].country = row;
    return k;
  }
  if (name.people || (name.demonym >= 0 && name.known && d.kind == EntityKind::kGroup)) {
    const Index k = keyed("people:" + std::to_string(name.demonym), d);
    clusters_[k].affiliation.country = name.demonym;
    clusters_[k].plural = true;
    return k;
  }
  if (name.organization >= 0) {
    const Index k = keyed("org:" + std::to_string(name.organization), d);
    clusters_[k].organization = name.organization;
    return k;
  }
  if (name.metonym >= 0) {
    const Metonym& m = knowledge_.metonym(static_cast<std::uint32_t>(name.metonym));
    if (d.kind == EntityKind::kPlace)
      // "Washington, D.C." and "Washington".
      return keyed("place:" + m.iso3 + folded_text.substr(0, folded_text.find(' ')), d);
    const Index k = keyed("metonym:" + m.iso3 + m.sector + std::to_string(m.organization), d);
    clusters_[k].metonym = name.metonym;
    return k;
  }
  if (d.kind == EntityKind::kPerson) {
    std::vector<std::string> tokens;
    for (const std::string_view t : split(folded_text, ' ')) tokens.emplace_back(t);
    static constexpr std::string_view kSuffixes[] = {"jr", "sr", "ii", "iii", "iv"};
    while (tokens.size() > 2 && std::find(std::begin(kSuffixes), std::end(kSuffixes),
                                          tokens.back()) != std::end(kSuffixes))
      tokens.pop_back();
    if (tokens.size() >= 2) {
      const Index k = full_person(d, tokens);
      Cluster& cluster = clusters_[k];
      for (const std::uint32_t row : name.officials)
        if (std::find(cluster.officials.begin(), cluster.officials.end(), row) ==
            cluster.officials.end())
          cluster.officials.push_back(row);
      return k;
    }
    return kNone;  // a family name: when all full names are known
  }
  const char* space = d.kind == EntityKind::kPlace          ? "place:"
                      : d.kind == EntityKind::kOrganization ? "name:"
                      : d.kind == EntityKind::kGroup        ? "group:"
                                                            : "name:";
  return keyed(space + folded_text, d);
}

// "Congress of Free Fishermen (CFF)", and later "CFF": initials of the words that have capitals.
void Linker::add_acronyms() {
  std::unordered_map<std::string, Index> initials;
  std::vector<std::string> forms(clusters_.size());
  for (std::size_t k = 0; k < clusters_.size(); ++k) {
    const Cluster& c = clusters_[k];
    if (c.kind != EntityKind::kOrganization && c.kind != EntityKind::kOther) continue;
    if (c.drafts.empty()) continue;
    const Draft& d = (*drafts_)[c.drafts.front()];
    std::string letters, all;
    const auto& w = words(d);
    for (std::uint32_t i = d.name.begin; i < d.name.end; ++i) {
      if (w[i].form[0] >= 'A' && w[i].form[0] <= 'Z') letters += w[i].form[0];
      all += w[i].form;
    }
    std::erase(all, '.');
    if (d.name.end - d.name.begin >= 2 && letters.size() >= 2 && letters.size() <= 6)
      initials.emplace(letters, static_cast<Index>(k));
    if (d.name.end - d.name.begin == 1 && all.size() >= 2 && all.size() <= 6 &&
        std::all_of(all.begin(), all.end(), [](char ch) { return ch >= 'A' && ch <= 'Z'; }))
      forms[k] = all;
  }
  // "… (CFF)" right after the name counts whatever the letters.
  for (std::size_t k = 0; k < forms.size(); ++k) {
    if (forms[k].empty()) continue;
    const Draft& d = (*drafts_)[clusters_[k].drafts.front()];
    const auto& w = words(d);
    if (d.name.begin < 2 || w[d.name.begin - 1].form != "(") continue;
    if (d.name.end >= w.size() || w[d.name.end].form != ")") continue;
    const std::uint32_t index = clusters_[k].drafts.front();
    for (std::uint32_t j = index; j-- > 0 && index - j < 6;) {
      const Draft& before = (*drafts_)[j];
      if (before.sentence != d.sentence) break;
      if (before.form != MentionForm::kName || before.name.end + 1 != d.name.begin) continue;
      if (clusters_[before.entity].kind == EntityKind::kOrganization ||
          clusters_[before.entity].kind == EntityKind::kOther)
        initials.insert_or_assign(forms[k], before.entity);
    }
  }
  for (std::size_t k = 0; k < forms.size(); ++k) {
    if (forms[k].empty() || clusters_[k].organization >= 0) continue;
    const auto found = initials.find(forms[k]);
    if (found == initials.end() || found->second == static_cast<Index>(k)) continue;
    Cluster& to = clusters_[found->second];
    Cluster& from = clusters_[k];
    to.kind = EntityKind::kOrganization;
    for (const std::uint32_t d : from.drafts) (*drafts_)[d].entity = found->second;
    to.drafts.insert(to.drafts.end(), from.drafts.begin(), from.drafts.end());
    std::sort(to.drafts.begin(), to.drafts.end());
    from.drafts.clear();
  }
}

// The name and affiliation of a cluster of names.
void Linker::settle(Cluster& cluster) {
  bool by_seat = false;
  for (const std::uint32_t index : cluster.drafts) {
    const Draft& d = (*drafts_)[index];
    if (d.form != MentionForm::kName) continue;
    if (d.name.seat >= 0 && !cluster.name.empty()) continue;  // "Brussels" is no name of the EU
    std::string name = text_of(words(d), d.name.begin, d.name.end);
    if (name.size() > cluster.name.size() || by_seat) {
      cluster.name = std::move(name);
      by_seat = d.name.seat >= 0;
    }
  }
  if (cluster.country >= 0) {
    cluster.kind = EntityKind::kCountry;
    cluster.name = knowledge_.country(static_cast<std::uint32_t>(cluster.country)).name;
    cluster.affiliation = {};
    cluster.affiliation.country = cluster.country;
    return;
  }
  if (cluster.organization >= 0) {
    const Organization& o =
        knowledge_.organization(static_cast<std::uint32_t>(cluster.organization));
    cluster.kind = EntityKind::kOrganization;
    cluster.affiliation.organization = cluster.organization;
    if (!o.iso3.empty()) cluster.affiliation.country = knowledge_.country_row(o.iso3);
    cluster.affiliation.cameo = o.sectors;
    cluster.affiliation.plover = o.plover_sectors;
    return;
  }
  if (cluster.metonym >= 0 && cluster.kind == EntityKind::kOrganization) {
    const Metonym& m = knowledge_.metonym(static_cast<std::uint32_t>(cluster.metonym));
    cluster.affiliation.organization = m.organization;
    if (m.organization < 0) {
      cluster.affiliation.country = knowledge_.country_row(m.iso3);
      cluster.affiliation.cameo = {m.sector};
      cluster.affiliation.plover = {m.plover};
    }
    return;
  }
  if (cluster.kind != EntityKind::kPerson || cluster.officials.empty()) return;
  // The office of that day, else the last one before it.
  const Official* best = nullptr;
  bool in_office = false;
  for (const std::uint32_t row : cluster.officials) {
    const Official& o = knowledge_.official(row);
    if (day_ && o.from > *day_ + 60) continue;
    const bool now = !day_ || *day_ < std::int64_t{o.until} + 60;
    if (best == nullptr || (now && !in_office) || (now == in_office && o.from > best->from)) {
      best = &o;
      in_office = now;
    }
  }
  if (best == nullptr) return;
  if (cluster.gender == Gender::kUnknown) cluster.gender = best->gender;
  if (cluster.affiliation.empty()) {
    Affiliation& a = cluster.affiliation;
    a.organization = best->organization;
    if (best->organization < 0) {
      a.country = knowledge_.country_row(best->iso3);
      if (a.cameo.empty()) {
        add_sector(a, {"GOV"}, {"GOV"});
        if (best->office == "defence minister") add_sector(a, {"MIL"}, {"MIL"});
      }
    } else {
      const Organization& o =
          knowledge_.organization(static_cast<std::uint32_t>(best->organization));
      if (!o.iso3.empty()) a.country = knowledge_.country_row(o.iso3);
      add_sector(a, o.sectors, o.plover_sectors);
    }
    a.former = a.former || !in_office;
  }
  // The office counts as a title of this report: "the minister", "the US secretary of state".
  const auto senses = knowledge_.senses(best->office == "head of state"        ? "president"
                                        : best->office == "head of government" ? "prime minister"
                                                                               : best->office);
  if (!in_office) return;
  for (const Sense& s : senses) {
    if (s.kind != SenseKind::kRole) continue;
    note_role(cluster, {s.row, cluster.affiliation.country, cluster.affiliation.organization, {}});
    break;
  }
}

void Linker::link_names() {
  std::vector<Draft>& drafts = *drafts_;
  std::vector<std::uint32_t> short_names;
  // A name that is a person in one sentence and nothing in another is that person.
  for (std::uint32_t i = 0; i < drafts.size(); ++i) {
    Draft& d = drafts[i];
    if (d.form != MentionForm::kName) continue;
    // A name of one word that no table knows may be somebody's family name.
    if (d.kind == EntityKind::kOther || d.name.organizations.size() > 1 ||
        (!d.name.known && d.name.end - d.name.begin == 1)) {
      short_names.push_back(i);
      continue;
    }
    if (const Index k = cluster_for_name(d); k != kNone)
      attach(k, i);
    else
      short_names.push_back(i);
  }
  for (std::size_t k = 0; k < clusters_.size(); ++k) {
    const Cluster& c = clusters_[k];
    if (c.kind != EntityKind::kOrganization || c.drafts.empty()) continue;
    const Draft& d = drafts[c.drafts.front()];
    if (d.name.end - d.name.begin < 2) continue;
    const auto [found, fresh] = by_body_.emplace(
        folded_name(words(d), d.name.begin, d.name.begin + 1), static_cast<Index>(k));
    if (!fresh) found->second = kNone;
  }
  for (const std::uint32_t i : short_names) {
    Draft& d = drafts[i];
    const std::string token = folded_name(words(d), d.name.begin, d.name.end);
    if (token.empty()) continue;
    Index k = kNone;
    if (d.name.organizations.size() > 1) {
      // "RSF": of the organisations of that name the one that the report names in full.
      for (const std::int32_t row : d.name.organizations)
        if (const auto found = by_key_.find("org:" + std::to_string(row)); found != by_key_.end()) {
          d.name.organization = row;
          break;
        }
      attach(cluster_for_name(d), i);
      continue;
    }
    if (d.kind != EntityKind::kOther || d.name.end - d.name.begin <= 3)
      k = family_name(d, i, token);
    if (k == kNone && d.kind == EntityKind::kOther && d.name.end - d.name.begin > 1)
      if (const auto found = by_key_.find("name:" + token); found != by_key_.end())
        k = found->second;
    if (k == kNone && d.kind != EntityKind::kPlace && d.kind != EntityKind::kOrganization)
      k = known_leader(d, token);
    if (k == kNone && !d.role) k = first_word_of_body(i, token);
    if (k == kNone && d.kind != EntityKind::kPerson && d.kind != EntityKind::kOther)
      k = cluster_for_name(d);
    if (k == kNone && d.kind == EntityKind::kPerson) {
      const auto found = by_key_.find("person:" + token);
      k = keyed("person:" + token, d);
      if (found == by_key_.end()) {
        clusters_[k].tokens = {token};
        by_last_name_[token].push_back(k);
      }
    }
    if (k == kNone) k = keyed("name:" + token, d);
    if (clusters_[k].kind == EntityKind::kPerson) d.kind = EntityKind::kPerson;
    attach(k, i);
  }
  for (Cluster& cluster : clusters_) std::sort(cluster.drafts.begin(), cluster.drafts.end());
  add_acronyms();
  for (Cluster& cluster : clusters_) {
    if (cluster.drafts.empty()) continue;
    for (const std::uint32_t i : cluster.drafts) {
      Draft& d = drafts[i];
      if (clusters_[d.entity].kind == EntityKind::kOther && d.kind != EntityKind::kOther)
        cluster.kind = d.kind;
      bear(cluster, d);
    }
    find_officials(cluster);
    settle(cluster);
  }
}

}  // namespace dragoman
