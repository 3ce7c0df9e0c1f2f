// Which of its namesakes a toponym is: the country that the report speaks of, then capitals, then
// the most inhabitants.
#include "entities/places.h"

#include <algorithm>

namespace dragoman {
namespace {

PlaceUse use_of(const NameUnit& name, const Draft* draft, const SentenceTree& tree) {
  if (name.demonym >= 0 && name.country < 0) return PlaceUse::kDemonym;
  if (draft == nullptr) return PlaceUse::kLiteral;
  if (draft->kind == EntityKind::kOrganization && draft->name.seat >= 0) return PlaceUse::kMetonym;
  if (draft->kind == EntityKind::kCountry && name.country < 0) return PlaceUse::kMetonym;
  if (name.country >= 0) {
    // "Russia said": the state, not its land.
    const Word& w = tree.word(name.head);
    const Word* head = w.head >= 0 ? &tree.word(static_cast<std::uint32_t>(w.head)) : nullptr;
    if (is_relation(w.deprel, "nsubj") && head != nullptr && head->upos == Upos::kVerb)
      return PlaceUse::kMetonym;
  }
  return PlaceUse::kLiteral;
}

// Is a place in the country or region of another name?
bool lies_in(const Gazetteer& place, const NameUnit& around, const Knowledge& knowledge) {
  const std::int32_t row = around.country >= 0 ? around.country : around.demonym;
  if (row >= 0 && knowledge.country(static_cast<std::uint32_t>(row)).iso3 == place.iso3)
    return true;
  for (const std::uint32_t other : around.places) {
    const Gazetteer& region = knowledge.place(other);
    if (region.feature == 'A' && region.iso3 == place.iso3 && region.adm1 == place.adm1 &&
        &region != &place)
      return true;
  }
  return false;
}

// "the United States Department of Agriculture": part of the name of a body, not a place.
bool names_body(const NameUnit& name, const SentenceMentions& found, const SentenceTree& tree,
                const Knowledge& knowledge) {
  if (name.country < 0 && name.demonym < 0) return false;
  for (const RoleUnit& role : found.roles) {
    if (role.begin != name.end || knowledge.role(role.row).kind != RoleKind::kBody) continue;
    const std::string& form = tree.word(role.begin).form;
    return !form.empty() && form[0] >= 'A' && form[0] <= 'Z';
  }
  return false;
}

}  // namespace

void weigh_countries(const std::vector<NameUnit>& names, const Knowledge& knowledge,
                     CountryWeights& weights) {
  for (const NameUnit& name : names) {
    const std::int32_t row = name.country >= 0 ? name.country : name.demonym;
    if (row >= 0)
      weights[knowledge.country(static_cast<std::uint32_t>(row)).iso3] += 2;
    else if (name.metonym >= 0)
      weights[knowledge.metonym(static_cast<std::uint32_t>(name.metonym)).iso3] += 1;
    else if (name.places.size() == 1)
      weights[knowledge.place(name.places.front()).iso3] += 1;
  }
}

std::string country_of_place(const NameUnit& name, const CountryWeights& weights,
                             const Knowledge& knowledge) {
  double best = 0;
  std::string iso3;
  for (const std::uint32_t row : name.places) {
    const Gazetteer& place = knowledge.place(row);
    double score = static_cast<double>(place.population) + 1;
    if (place.capital) score *= 20;
    if (const auto found = weights.find(place.iso3); found != weights.end() && !place.iso3.empty())
      score *= 1 + 10.0 * std::min(found->second, 10);
    if (score > best) best = score, iso3 = place.iso3;
  }
  return iso3;
}

void find_places(const Analysis& analysis, const std::vector<SentenceTree>& trees,
                 const std::vector<SentenceMentions>& found, const std::vector<Draft>& drafts,
                 const Knowledge& knowledge, std::vector<Place>& places,
                 std::vector<PlaceMention>& mentions) {
  CountryWeights weight;
  for (const SentenceMentions& s : found) weigh_countries(s.names, knowledge, weight);
  std::size_t next = 0;  // into drafts, in step
  for (std::uint32_t s = 0; s < found.size(); ++s) {
    while (next < drafts.size() && drafts[next].sentence < s) ++next;
    for (const NameUnit& name : found[s].names) {
      const Draft* draft = nullptr;
      for (std::size_t k = next; k < drafts.size() && drafts[k].sentence == s; ++k)
        if (drafts[k].form == MentionForm::kName && drafts[k].name_begin == name.begin &&
            drafts[k].name_end == name.end)
          draft = &drafts[k];
      if (draft != nullptr && draft->kind == EntityKind::kPerson) continue;
      if (name.organization >= 0) continue;
      if (names_body(name, found[s], trees[s], knowledge)) continue;
      const Gazetteer* best = nullptr;
      Place place;
      const std::int32_t country = name.country >= 0 ? name.country : name.demonym;
      const bool capital =
          name.metonym >= 0 && knowledge.metonym(static_cast<std::uint32_t>(name.metonym)).capital;
      // "Fairfield, Texas": the larger place after the comma.
      const NameUnit* around = nullptr;
      for (const NameUnit& other : found[s].names)
        if (other.begin == name.end + 1 && other.begin < trees[s].words().size() &&
            trees[s].word(name.end).form == ",")
          around = &other;
      double best_score = -1;
      for (const std::uint32_t row : name.places) {
        const Gazetteer& p = knowledge.place(row);
        const auto found_weight = weight.find(p.iso3);
        double score = static_cast<double>(p.population) + 1;
        if (p.capital) score *= 20;
        if (found_weight != weight.end() && !p.iso3.empty())
          score *= 1 + 10.0 * std::min(found_weight->second, 10);
        if (around != nullptr && lies_in(p, *around, knowledge)) score *= 1e6;
        if (score > best_score) best_score = score, best = &p;
      }
      if (country >= 0) {
        const std::string& iso3 = knowledge.country(static_cast<std::uint32_t>(country)).iso3;
        const Gazetteer* land = knowledge.place_of_country(iso3);
        // "Georgia": the state in a report on the United States.
        const bool state = best != nullptr && best->iso3 == "USA" &&
                           weight["USA"] > 2 + weight[iso3] - 2 && best->feature == 'A' &&
                           iso3 != "USA";
        if (!state) best = land;
      } else if (best == nullptr && name.kind != EntityKind::kPlace) {
        continue;
      } else if (best == nullptr && capital) {
        best = nullptr;
      }
      const std::vector<Word>& words = analysis.sentences[s].words;
      place.span = {words[name.begin].span.begin, words[name.end - 1].span.end};
      place.use = use_of(name, draft, trees[s]);
      if (best != nullptr) {
        place.name = best->name;
        place.geonameid = best->geonameid;
        place.country = best->iso3;
        place.adm1 = best->adm1;
        place.adm2 = best->adm2;
        if (best->lat != 0 || best->lon != 0) {
          place.lat = best->lat;
          place.lon = best->lon;
        }
        place.feature = best->feature;
      } else {
        for (std::uint32_t i = name.begin; i < name.end; ++i)
          place.name += (i > name.begin ? " " : "") + words[i].form;
      }
      mentions.push_back({s, name.begin, name.end, static_cast<Index>(places.size())});
      places.push_back(std::move(place));
    }
  }
}

}  // namespace dragoman
