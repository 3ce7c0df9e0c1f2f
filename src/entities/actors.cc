// From an affiliation to actor codes. CAMEO: country, then sectors, or the organisation's own code;
// PLOVER: country and sectors apart.
#include <algorithm>

#include "entities/draft.h"

namespace dragoman {
namespace {

constexpr std::size_t kMostSectors = 3;

void append_unique(std::vector<std::string>& to, const std::vector<std::string>& from) {
  for (const std::string& s : from)
    if (!s.empty() && std::find(to.begin(), to.end(), s) == to.end()) to.push_back(s);
}

bool is_international(std::string_view cameo) {
  const std::string_view group = cameo.substr(0, 3);
  return group == "IGO" || group == "NGO" || group == "IMG" || group == "MNC";
}

}  // namespace

void add_sector(Affiliation& affiliation, const std::vector<std::string>& cameo,
                const std::vector<std::string>& plover) {
  append_unique(affiliation.cameo, cameo);
  append_unique(affiliation.plover, plover);
}

std::optional<Actor> actor_of(const Affiliation& a, const Knowledge& knowledge) {
  if (a.country < 0 && a.organization < 0 && a.cameo.empty()) return std::nullopt;
  Actor actor;
  std::vector<std::string> cameo = a.cameo, plover = a.plover;
  if (a.former) {
    // Of a former minister only the standing is left.
    const auto office = [](const std::string& s) {
      return s == "GOV" || s == "MIL" || s == "LEG" || s == "JUD" || s == "SPY" || s == "PTY";
    };
    if (std::any_of(cameo.begin(), cameo.end(), office)) {
      std::erase_if(cameo, office);
      std::erase_if(plover, office);
      cameo.insert(cameo.begin(), "ELI");
      plover.insert(plover.begin(), "ELI");
    }
  }
  if (cameo.size() > kMostSectors) cameo.resize(kMostSectors);
  if (plover.size() > kMostSectors) plover.resize(kMostSectors);
  const Country* country =
      a.country >= 0 ? &knowledge.country(static_cast<std::uint32_t>(a.country)) : nullptr;
  std::string plover_head;
  if (a.organization >= 0) {
    const Organization& o = knowledge.organization(static_cast<std::uint32_t>(a.organization));
    actor.wikidata = o.wikidata;
    const bool whole = is_international(o.cameo) || !o.iso3.empty();
    if (whole) {
      actor.code = o.cameo;
      if (is_international(o.cameo)) country = nullptr;
      if (!o.iso3.empty()) country = knowledge.country_of(o.iso3);
      // A spokesman of rebels is of the rebels, not of a government.
      cameo = o.sectors;
      plover = o.plover_sectors;
    }
    plover_head = o.plover;
  }
  if (actor.code.empty()) {
    if (country != nullptr) actor.code = country->cameo;
    for (const std::string& s : cameo) actor.code += s;
  }
  if (country != nullptr) {
    actor.country = country->iso3;
    plover_head = country->plover;
  }
  actor.plover = plover_head;
  for (const std::string& s : plover) {
    if (s == plover_head) continue;
    if (!actor.plover.empty()) actor.plover += ' ';
    actor.plover += s;
  }
  actor.sectors = cameo;
  return actor;
}

}  // namespace dragoman
