// What the report around a mention says about it: the official of the table whose name is written
// otherwise, the body whose spokesman speaks next, the one country of the report.
#include <algorithm>
#include <array>

#include "entities/linker.h"

namespace dragoman {
namespace {

constexpr std::uint32_t kWindow = 60;  // earlier mentions looked at

bool is_state_sector(const std::string& sector) {
  static constexpr std::array<std::string_view, 7> kState = {"GOV", "MIL", "LEG", "JUD",
                                                             "COP", "SPY", "OPP"};
  return std::find(kState.begin(), kState.end(), sector) != kState.end();
}

// Of whom one asks "whose?": "a spokesman", "the director", "an official".
bool asks_whose(const Role& role) {
  return role.kind == RoleKind::kPerson && (role.cameo.empty() || role.name == "official");
}

bool one_given_name(const std::string& a, const std::string& b) {
  if (a == b) return true;
  const std::size_t n = std::min(a.size(), b.size());
  if (n == 0) return false;
  return a.compare(0, std::min<std::size_t>(n, 2), b, 0, std::min<std::size_t>(n, 2)) == 0;
}

}  // namespace

// "Antony J. Blinken", "Volodymyr Zelenskyy", "Abdel Fattah al-Sisi": the holder of an office on
// that day whose name the table writes otherwise.
void Linker::find_officials(Cluster& cluster) {
  if (cluster.kind != EntityKind::kPerson || !cluster.officials.empty() || !day_ ||
      cluster.tokens.size() < 2)
    return;
  const std::vector<std::string>& tokens = cluster.tokens;
  const std::string& last = tokens.back();
  std::vector<std::string> spellings = {last};
  if (last.ends_with("yy")) spellings.push_back(last.substr(0, last.size() - 1));
  if (last.ends_with("y")) spellings.push_back(last + "y");
  const std::string& before = tokens[tokens.size() - 2];
  if (tokens.size() > 2 && (before == "al" || before == "el")) {
    spellings.push_back("al " + last);
    spellings.push_back("el " + last);
  }
  std::vector<std::uint32_t> found;
  for (const std::string& spelling : spellings)
    for (const std::uint32_t row : knowledge_.officials_named(spelling)) {
      const Official& o = knowledge_.official(row);
      if (*day_ < o.from - 30 || *day_ >= std::int64_t{o.until} + 30) continue;
      if (cluster.gender != Gender::kUnknown && o.gender != Gender::kUnknown &&
          cluster.gender != o.gender)
        continue;
      const std::int32_t country = knowledge_.country_row(o.iso3);
      if (cluster.affiliation.country >= 0 && country >= 0 &&
          cluster.affiliation.country != country)
        continue;
      const std::string given = folded(std::string_view(o.name).substr(0, o.name.find(' ')));
      bool agrees = one_given_name(given, tokens.front());
      for (std::size_t k = 1; k + 1 < tokens.size(); ++k) agrees = agrees || tokens[k] == given;
      if (agrees) found.push_back(row);
    }
  for (const std::uint32_t row : found)
    if (knowledge_.official(row).name != knowledge_.official(found.front()).name) return;
  cluster.officials = std::move(found);
}

// "Ford" after "Ford Motor Company": the one body of the report whose name begins so.
Index Linker::first_word_of_body(std::uint32_t index, const std::string& token) const {
  const Draft& d = (*drafts_)[index];
  if (token.size() < 4 || d.name.known || token.find(' ') != std::string::npos) return kNone;
  const auto found = by_body_.find(token);
  if (found == by_body_.end() || found->second == kNone) return kNone;
  const Cluster& c = clusters_[found->second];
  // "Springfield" is not the Springfield Police.
  if (c.drafts.empty() || !(*drafts_)[c.drafts.front()].affiliation.cameo.empty()) return kNone;
  return c.drafts.front() < index ? found->second : kNone;
}

// "the Nigerian Air Force (NAF)": the name in brackets is that of the body.
Index Linker::initials_of(const Draft& d, std::uint32_t index) {
  if (knowledge_.role(*d.role).kind != RoleKind::kBody || d.end + 1 >= words(d).size() ||
      words(d)[d.end].form != "(")
    return kNone;
  for (std::uint32_t i = index + 1; i < drafts_->size() && i < index + 5; ++i) {
    const Draft& name = (*drafts_)[i];
    if (name.sentence != d.sentence) break;
    if (name.form != MentionForm::kName || name.name.begin != d.end + 1 || name.entity == kNone)
      continue;
    Cluster& c = clusters_[name.entity];
    const std::string& form = words(d)[d.end + 1].form;
    const bool initials =
        name.name.end == name.name.begin + 1 &&
        std::all_of(form.begin(), form.end(), [](char ch) { return ch >= 'A' && ch <= 'Z'; });
    // Not where the initials have been found to be another's.
    if (!initials || c.kind == EntityKind::kCountry || c.kind == EntityKind::kPerson ||
        c.organization >= 0 || c.name != form)
      return kNone;
    c.kind = EntityKind::kOrganization;
    c.affiliation = d.affiliation;
    c.name.clear();
    for (std::uint32_t w = d.begin; w < d.end && w < d.begin + 12; ++w) {
      if (w == d.begin && words(d)[w].upos == Upos::kDet) continue;
      if (!c.name.empty() && words(d)[w].span.begin > words(d)[w - 1].span.end) c.name += ' ';
      c.name += words(d)[w].form;
    }
    note_role(c, {*d.role, d.affiliation.country, d.affiliation.organization, d.affiliation.name});
    return name.entity;
  }
  return kNone;
}

// The country that acts in the same sentence before this mention, else in the one before.
std::int32_t Linker::acting_country(const Draft& d, std::uint32_t index) const {
  for (std::uint32_t i = index, n = 0; i-- > 0 && n < kWindow; ++n) {
    const Draft& before = (*drafts_)[i];
    if (d.sentence - before.sentence > 1) break;
    if (before.sentence != d.sentence &&
        analysis_.sentences[before.sentence].block != analysis_.sentences[d.sentence].block)
      break;
    if (!before.subject || before.entity == kNone) continue;
    const Cluster& c = clusters_[before.entity];
    if (c.kind == EntityKind::kCountry && c.affiliation.country >= 0) return c.affiliation.country;
  }
  return -1;
}

// "Russia's Foreign Ministry summoned … . Spokesman Gleb Arsentyev said …": the only body that acts
// in the sentence before, or in the same sentence before the mention.
bool Linker::borrow_from_body(const Draft& d, std::uint32_t index, Affiliation& affiliation) const {
  // "spokesman for the party" says itself whose he is.
  const std::vector<Word>& own = words(d);
  for (std::uint32_t i = d.begin; i < own.size() && i <= d.end; ++i)
    if (own[i].form == "for" || own[i].form == "of" || own[i].form == "at" || own[i].form == "from")
      return false;
  Index only = kNone;
  for (std::uint32_t i = index, n = 0; i-- > 0 && n < kWindow; ++n) {
    const Draft& before = (*drafts_)[i];
    if (d.sentence - before.sentence > 1) break;
    if (before.sentence != d.sentence &&
        analysis_.sentences[before.sentence].block != analysis_.sentences[d.sentence].block)
      break;
    if (before.entity == kNone || before.entity == d.entity || !before.subject) continue;
    const Cluster& c = clusters_[before.entity];
    if (c.kind != EntityKind::kOrganization || c.affiliation.empty()) continue;
    if (!c.affiliation.cameo.empty() && c.affiliation.cameo.front() == "MED") continue;
    if (only != kNone && only != before.entity) return false;
    only = before.entity;
  }
  if (only == kNone) return false;
  const Affiliation& of = clusters_[only].affiliation;
  affiliation.country = of.country;
  affiliation.organization = of.organization;
  affiliation.name = of.name;
  add_sector(affiliation, of.cameo, of.plover);
  return true;
}

// After all is linked: countries of those whose own words name none.
void Linker::fill_from_context() {
  const std::vector<Draft>& drafts = *drafts_;
  for (std::uint32_t i = 0; i < drafts.size(); ++i) {
    const Draft& d = drafts[i];
    if (d.entity == kNone || d.plural) continue;
    Cluster& c = clusters_[d.entity];
    if (c.plural || !c.affiliation.empty()) continue;
    const bool person = c.kind == EntityKind::kPerson || c.kind == EntityKind::kRole;
    if (!person && c.kind != EntityKind::kOrganization) continue;
    if (person && d.role) {
      // "a ministry spokesman": of the ministry named before.
      for (std::uint32_t j = i > 4 ? i - 4 : 0; j < drafts.size() && j < i + 5; ++j) {
        const Draft& body = drafts[j];
        if (!body.inner || body.sentence != d.sentence || body.entity == kNone ||
            body.begin < d.begin || body.end > d.end)
          continue;
        const Affiliation& of = clusters_[body.entity].affiliation;
        if (of.empty()) continue;
        c.affiliation.country = of.country;
        c.affiliation.organization = of.organization;
        add_sector(c.affiliation, of.cameo, of.plover);
      }
      if (c.affiliation.empty() && asks_whose(knowledge_.role(*d.role)))
        borrow_from_body(d, i, c.affiliation);
    }
    // The one country of the report.
    if (c.affiliation.empty() && d.form == MentionForm::kName && only_country_ >= 0 &&
        !c.affiliation.cameo.empty() && is_state_sector(c.affiliation.cameo.front()))
      c.affiliation.country = only_country_;
  }
}

}  // namespace dragoman
