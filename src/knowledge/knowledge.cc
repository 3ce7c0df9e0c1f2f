#include "knowledge/knowledge.h"

#include <algorithm>
#include <charconv>
#include <limits>
#include <unordered_map>
#include <unordered_set>

#include "base/calendar.h"
#include "base/hash.h"
#include "knowledge/name_index.h"

namespace dragoman {

struct Knowledge::Tables {
  std::vector<Country> countries;
  std::vector<Metonym> metonyms;
  std::vector<Role> roles;
  std::vector<Organization> organizations;
  std::vector<Official> officials;
  std::vector<Gazetteer> places;
  std::unordered_map<std::string, std::uint32_t> country_of;
  std::unordered_map<std::string, std::uint32_t> organization_of;
  std::unordered_map<std::string, std::vector<std::uint32_t>> holders;  // "USA\tforeign minister"
  std::unordered_map<std::string, Gender> gender_of;
  std::unordered_map<std::string, NamePart> name_parts;
  std::unordered_map<std::string, std::vector<std::string>> generics;
  std::unordered_set<std::string> animate_verbs;
  std::unordered_map<std::string, TimeWord> time_words;
  std::unordered_map<std::string, std::vector<std::uint32_t>> family_names;  // folded
  NameIndex names;
  std::string hash;
};

namespace {

// Reads named cells of a table's rows; the first missing column is the error.
class Columns {
 public:
  Columns(const Tsv& table, std::initializer_list<const char*> names) {
    for (const char* name : names) {
      auto at = table.column(name);
      if (!at) {
        if (!error_) error_ = at.error();
        at_.push_back(0);
      } else {
        at_.push_back(*at);
      }
    }
  }
  const std::optional<Error>& error() const { return error_; }
  const std::string& cell(const Tsv::Row& row, std::size_t k) const { return row.cells[at_[k]]; }

 private:
  std::vector<std::size_t> at_;
  std::optional<Error> error_;
};

std::vector<std::string> list_of(std::string_view cell) {
  std::vector<std::string> parts;
  for (const std::string_view part : split(cell, '|'))
    if (!part.empty()) parts.emplace_back(part);
  return parts;
}

Gender gender_named(std::string_view name) {
  return name == "male" ? Gender::kMale : name == "female" ? Gender::kFemale : Gender::kUnknown;
}

double number_of(std::string_view cell) {
  double value = 0;
  std::from_chars(cell.data(), cell.data() + cell.size(), value);
  return value;
}

std::int64_t integer_of(std::string_view cell) {
  std::int64_t value = 0;
  std::from_chars(cell.data(), cell.data() + cell.size(), value);
  return value;
}

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() >= end.size() && text.substr(text.size() - end.size()) == end;
}

std::string plural_of_word(const std::string& word) {
  if (ends_with(word, "woman") || ends_with(word, "man"))
    return word == "human" || word == "German" || word == "Roman" || word == "Oman"
               ? word + "s"
               : word.substr(0, word.size() - 2) + "en";
  if (ends_with(word, "child")) return word + "ren";
  if (word == "person") return "people";
  if (word == "wife") return "wives";
  if (word == "thief") return "thieves";
  if (ends_with(word, "s") || ends_with(word, "sh") || ends_with(word, "ch") ||
      ends_with(word, "x"))
    return word + "es";
  if (ends_with(word, "y") && word.size() > 1 &&
      std::string_view("aeiou").find(word[word.size() - 2]) == std::string_view::npos)
    return word.substr(0, word.size() - 1) + "ies";
  return word + "s";
}

// "foreign ministers", "ministers of finance", "attorneys general".
std::string plural_of(const std::string& name) {
  std::size_t end = name.size();
  for (const char* inner : {" of ", " for ", " in ", "-in-", " at ", " d'", " to ", " without "})
    if (const std::size_t at = name.find(inner); at != std::string::npos) end = std::min(end, at);
  if (end == name.size() && ends_with(name, " general") &&
      (ends_with(name, "attorney general") || ends_with(name, "secretary general") ||
       ends_with(name, "consul general")))
    end = name.size() - 8;
  std::size_t begin = name.rfind(' ', end - 1);
  begin = begin == std::string::npos ? 0 : begin + 1;
  return name.substr(0, begin) + plural_of_word(name.substr(begin, end - begin)) + name.substr(end);
}

// One string for names that differ by case, hyphens and diacritics only.
std::string folded(std::string_view text) {
  std::vector<Atom> atoms;
  append_atoms(text, atoms);
  std::string out;
  for (const Atom& atom : atoms) out += (out.empty() ? "" : " ") + atom.letters;
  return out;
}

// The family name comes last, and first where it does so at home.
std::vector<std::string> family_names_of(const std::string& name, const std::string& iso3) {
  const auto parts = split(name, ' ');
  if (parts.size() < 2) return {};
  std::size_t last = parts.size() - 1;
  std::vector<std::string> names;
  for (const char* country : {"CHN", "KOR", "PRK", "TWN", "VNM", "KHM"})
    if (iso3 == country) return {std::string(parts.front())};
  std::string family(parts[last]);
  // "von der Leyen", "bin Salman", "de Hoop Scheffer"
  names.push_back(family);
  while (last > 1 && parts[last - 1][0] >= 'a' && parts[last - 1][0] <= 'z') {
    family = std::string(parts[--last]) + ' ' + family;
    names.push_back(family);
  }
  return names;
}

class Loader {
 public:
  explicit Loader(const Resources& resources) : resources_(resources) {}

  Result<std::unique_ptr<const Knowledge::Tables>> load();

 private:
  Result<Tsv> table(const char* name) {
    const std::string path = std::string("data/") + name;
    auto bytes = resources_.map(path);
    if (!bytes) return tl::unexpected(bytes.error());
    hashed_ += hex64((*bytes)->bytes());
    return Tsv::parse((*bytes)->bytes(), path);
  }
  std::optional<Error> countries();
  std::optional<Error> organizations();
  std::optional<Error> metonyms();
  std::optional<Error> roles();
  std::optional<Error> leaders();
  std::optional<Error> places();
  std::optional<Error> given_names();
  std::optional<Error> name_parts();
  std::optional<Error> generic_nouns();
  std::optional<Error> time_words();

  void add(const std::string& name, SenseKind kind, std::size_t row, unsigned flags = 0) {
    t_->names.add(name, {kind, static_cast<std::uint8_t>(flags), static_cast<std::uint32_t>(row)},
                  kind == SenseKind::kRole);
  }
  Error bad(const Tsv& table, const Tsv::Row& row, const std::string& what) const {
    return {ErrorCode::kData, what, table.name(), "line " + std::to_string(row.line)};
  }

  const Resources& resources_;
  std::unique_ptr<Knowledge::Tables> t_ = std::make_unique<Knowledge::Tables>();
  std::string hashed_;
};

std::optional<Error> Loader::countries() {
  const auto read = table("countries.tsv");
  if (!read) return read.error();
  const Columns c(*read, {"key", "iso2", "cameo", "plover", "status", "name", "aliases",
                          "adjectives", "people", "capitals", "geonameid", "lat", "lon"});
  if (c.error()) return c.error();
  for (const Tsv::Row& row : read->rows()) {
    const std::size_t at = t_->countries.size();
    Country country;
    country.iso3 = c.cell(row, 0);
    country.iso2 = c.cell(row, 1);
    country.cameo = c.cell(row, 2);
    country.plover = c.cell(row, 3);
    country.name = c.cell(row, 5);
    const std::string& status = c.cell(row, 4);
    using Status = Country::Status;
    country.status = status == "state"       ? Status::kState
                     : status == "territory" ? Status::kTerritory
                     : status == "contested" ? Status::kContested
                                             : Status::kHistorical;
    add(country.name, SenseKind::kCountry, at);
    for (const std::string& alias : list_of(c.cell(row, 6)))
      if (alias.rfind("the ", 0) != 0) add(alias, SenseKind::kCountry, at, kSenseAlias);
    for (const std::string& adjective : list_of(c.cell(row, 7))) {
      add(adjective, SenseKind::kDemonym, at);
      // "the Chinese", "the Swiss": no plural of their own.
      if (!ends_with(adjective, "se") && !ends_with(adjective, "sh") &&
          !ends_with(adjective, "ch") && !ends_with(adjective, "s") && adjective != "US")
        add(adjective + "s", SenseKind::kDemonym, at, kSensePlural | kSensePeople);
    }
    for (const std::string& person : list_of(c.cell(row, 8))) {
      const bool plural = ends_with(person, "men");
      add(person, SenseKind::kDemonym, at, kSensePeople | (plural ? kSensePlural : 0U));
      if (!plural) add(plural_of(person), SenseKind::kDemonym, at, kSensePeople | kSensePlural);
    }
    // The country as a place of the gazetteer, for its coordinates.
    Gazetteer place;
    place.geonameid = integer_of(c.cell(row, 10));
    place.name = country.name;
    place.iso3 = country.iso3;
    place.lat = number_of(c.cell(row, 11));
    place.lon = number_of(c.cell(row, 12));
    place.feature = 'A';
    t_->places.push_back(place);  // same row number as the country
    for (const std::string& capital : list_of(c.cell(row, 9))) {
      Metonym metonym;
      metonym.name = capital;
      metonym.iso3 = country.iso3;
      metonym.sector = metonym.plover = "GOV";
      metonym.capital = true;
      add(capital, SenseKind::kMetonym, t_->metonyms.size());
      t_->metonyms.push_back(metonym);
    }
    t_->country_of.emplace(country.iso3, at);
    t_->countries.push_back(std::move(country));
  }
  return std::nullopt;
}

std::optional<Error> Loader::organizations() {
  const auto read = table("organizations.tsv");
  if (!read) return read.error();
  const Columns c(*read, {"key", "aliases", "cameo", "country", "sectors", "plover",
                          "plover_sectors", "kind", "wikidata"});
  if (c.error()) return c.error();
  for (const Tsv::Row& row : read->rows()) {
    const std::size_t at = t_->organizations.size();
    Organization o;
    o.name = c.cell(row, 0);
    o.cameo = c.cell(row, 2);
    o.iso3 = c.cell(row, 3);
    if (!o.iso3.empty() && t_->country_of.count(o.iso3) == 0)
      return bad(*read, row, "unknown country " + o.iso3);
    o.sectors = list_of(c.cell(row, 4));
    o.plover = c.cell(row, 5);
    o.plover_sectors = list_of(c.cell(row, 6));
    o.kind = c.cell(row, 7);
    o.wikidata = c.cell(row, 8);
    add(o.name, SenseKind::kOrganization, at);
    for (const std::string& alias : list_of(c.cell(row, 1))) {
      add(alias, SenseKind::kOrganization, at, kSenseAlias);
      if (o.acronym.empty() && alias.size() <= 6 &&
          std::all_of(alias.begin(), alias.end(), [](char ch) { return ch >= 'A' && ch <= 'Z'; }))
        o.acronym = alias;
    }
    t_->organization_of.emplace(o.name, at);
    t_->organizations.push_back(std::move(o));
  }
  return std::nullopt;
}

std::optional<Error> Loader::metonyms() {
  const auto read = table("metonyms.tsv");
  if (!read) return read.error();
  const Columns c(*read, {"key", "actor", "sector", "needs"});
  if (c.error()) return c.error();
  for (const Tsv::Row& row : read->rows()) {
    Metonym m;
    m.name = c.cell(row, 0);
    const std::string& actor = c.cell(row, 1);
    m.sector = c.cell(row, 2);
    m.plover = m.sector == "MED" ? "JRN" : m.sector;
    m.needs = c.cell(row, 3);
    if (t_->country_of.count(actor) != 0) {
      m.iso3 = actor;
    } else if (const auto found = t_->organization_of.find(actor);
               found != t_->organization_of.end()) {
      m.organization = static_cast<std::int32_t>(found->second);
    } else {
      return bad(*read, row, "unknown actor " + actor);
    }
    add(m.name, SenseKind::kMetonym, t_->metonyms.size());
    t_->metonyms.push_back(std::move(m));
  }
  return std::nullopt;
}

std::optional<Error> Loader::roles() {
  const auto read = table("roles.tsv");
  if (!read) return read.error();
  const Columns c(*read, {"key", "cameo", "plover", "kind", "gender", "office"});
  if (c.error()) return c.error();
  for (const Tsv::Row& row : read->rows()) {
    const std::size_t at = t_->roles.size();
    Role role;
    role.name = c.cell(row, 0);
    role.cameo = list_of(c.cell(row, 1));
    role.plover = list_of(c.cell(row, 2));
    const std::string& kind = c.cell(row, 3);
    if (kind == "office")
      role.kind = RoleKind::kOffice;
    else if (kind == "person")
      role.kind = RoleKind::kPerson;
    else if (kind == "people")
      role.kind = RoleKind::kPeople;
    else if (kind == "body")
      role.kind = RoleKind::kBody;
    else if (kind == "means")
      role.kind = RoleKind::kMeans;
    else
      return bad(*read, row, "unknown kind " + kind);
    role.gender = gender_named(c.cell(row, 4));
    role.office = c.cell(row, 5).empty() ? role.name : c.cell(row, 5);
    const bool plural = role.kind == RoleKind::kPeople;
    add(role.name, SenseKind::kRole, at, plural ? kSensePlural : 0U);
    if (!plural) add(plural_of(role.name), SenseKind::kRole, at, kSensePlural);
    t_->roles.push_back(std::move(role));
  }
  return std::nullopt;
}

std::optional<Error> Loader::leaders() {
  const auto read = table("leaders.tsv");
  if (!read) return read.error();
  const Columns c(*read, {"actor", "office", "name", "from", "until", "wikidata"});
  if (c.error()) return c.error();
  for (const Tsv::Row& row : read->rows()) {
    const std::size_t at = t_->officials.size();
    Official o;
    const std::string& actor = c.cell(row, 0);
    o.office = c.cell(row, 1);
    o.name = c.cell(row, 2);
    if (t_->country_of.count(actor) != 0)
      o.iso3 = actor;
    else if (const auto found = t_->organization_of.find(actor); found != t_->organization_of.end())
      o.organization = static_cast<std::int32_t>(found->second);
    else
      continue;  // a country that countries.tsv leaves out
    const auto from = parse_date(c.cell(row, 3));
    if (!from) return bad(*read, row, "no date: " + c.cell(row, 3));
    o.from = days_from_civil(*from);
    o.until = std::numeric_limits<std::int32_t>::max();
    if (!c.cell(row, 4).empty()) {
      const auto until = parse_date(c.cell(row, 4));
      if (!until) return bad(*read, row, "no date: " + c.cell(row, 4));
      o.until = days_from_civil(*until);
    }
    o.wikidata = c.cell(row, 5);
    const auto parts = split(o.name, ' ');
    o.gender = Gender::kUnknown;
    if (parts.size() > 1)
      if (const auto found = t_->gender_of.find(std::string(parts[0]));
          found != t_->gender_of.end())
        o.gender = found->second;
    if (parts.size() > 1) add(o.name, SenseKind::kOfficial, at);
    // "Joao Manuel Goncalves Lourenco" is "Joao Lourenco" to the press.
    if (parts.size() > 2 && parts[1].size() > 2 && parts[1][0] >= 'A' && parts[1][0] <= 'Z')
      add(std::string(parts.front()) + ' ' + std::string(parts.back()), SenseKind::kOfficial, at,
          kSenseAlias);
    for (const std::string& name : family_names_of(o.name, o.iso3))
      t_->family_names[folded(name)].push_back(static_cast<std::uint32_t>(at));
    t_->holders[actor + '\t' + o.office].push_back(static_cast<std::uint32_t>(at));
    t_->officials.push_back(std::move(o));
  }
  return std::nullopt;
}

std::optional<Error> Loader::places() {
  const auto read = table("places.tsv");
  if (!read) return read.error();
  const Columns c(*read, {"name", "aliases", "country", "adm1", "class", "population", "lat", "lon",
                          "geonameid", "capital", "mark"});
  if (c.error()) return c.error();
  for (const Tsv::Row& row : read->rows()) {
    const std::size_t at = t_->places.size();
    Gazetteer p;
    p.name = c.cell(row, 0);
    p.iso3 = c.cell(row, 2);
    p.adm1 = c.cell(row, 3);
    if (c.cell(row, 4).empty()) return bad(*read, row, "no feature class");
    p.feature = c.cell(row, 4)[0];
    p.population = integer_of(c.cell(row, 5));
    p.lat = number_of(c.cell(row, 6));
    p.lon = number_of(c.cell(row, 7));
    p.geonameid = integer_of(c.cell(row, 8));
    p.capital = !c.cell(row, 9).empty();
    const unsigned flags = c.cell(row, 10) == "common" ? kSenseAmbiguous : 0U;
    add(p.name, SenseKind::kPlace, at, flags);
    for (const std::string& alias : list_of(c.cell(row, 1)))
      add(alias, SenseKind::kPlace, at, flags | kSenseAlias);
    t_->places.push_back(std::move(p));
  }
  return std::nullopt;
}

std::optional<Error> Loader::given_names() {
  const auto read = table("given_names.tsv");
  if (!read) return read.error();
  const Columns c(*read, {"key", "gender"});
  if (c.error()) return c.error();
  for (const Tsv::Row& row : read->rows())
    t_->gender_of.emplace(c.cell(row, 0), gender_named(c.cell(row, 1)));
  return std::nullopt;
}

std::optional<Error> Loader::name_parts() {
  const auto read = table("name_parts.tsv");
  if (!read) return read.error();
  const Columns c(*read, {"key", "class", "sector", "gender"});
  if (c.error()) return c.error();
  for (const Tsv::Row& row : read->rows()) {
    NamePart part;
    const std::string& cls = c.cell(row, 1);
    using Class = NamePart::Class;
    if (cls == "organization")
      part.cls = Class::kOrganization;
    else if (cls == "place")
      part.cls = Class::kPlace;
    else if (cls == "honorific")
      part.cls = Class::kHonorific;
    else if (cls == "military")
      part.cls = Class::kMilitary;
    else if (cls == "former")
      part.cls = Class::kFormer;
    else
      return bad(*read, row, "unknown class " + cls);
    part.sector = c.cell(row, 2);
    part.gender = gender_named(c.cell(row, 3));
    t_->name_parts.emplace(c.cell(row, 0), part);
  }
  return std::nullopt;
}

std::optional<Error> Loader::generic_nouns() {
  const auto read = table("generic_nouns.tsv");
  if (!read) return read.error();
  const Columns c(*read, {"key", "kinds"});
  if (c.error()) return c.error();
  for (const Tsv::Row& row : read->rows())
    t_->generics.emplace(c.cell(row, 0), list_of(c.cell(row, 1)));
  const auto verbs = table("animate_verbs.tsv");
  if (!verbs) return verbs.error();
  for (const Tsv::Row& row : verbs->rows()) t_->animate_verbs.insert(row.cells.front());
  return std::nullopt;
}

std::optional<Error> Loader::time_words() {
  const auto read = table("time_words.tsv");
  if (!read) return read.error();
  const Columns c(*read, {"key", "class", "value"});
  if (c.error()) return c.error();
  static constexpr const char* kClasses[] = {
      "month", "weekday", "unit", "units",  "number", "ordinal", "some",     "season", "part",
      "clock", "present", "past", "future", "day",    "set",     "relative", "edge"};
  for (const Tsv::Row& row : read->rows()) {
    const auto* at = std::find(std::begin(kClasses), std::end(kClasses), c.cell(row, 1));
    if (at == std::end(kClasses)) return bad(*read, row, "unknown class " + c.cell(row, 1));
    TimeWord word;
    word.cls = static_cast<TimeWord::Class>(at - std::begin(kClasses));
    word.value = c.cell(row, 2);
    word.number = static_cast<int>(integer_of(word.value));
    t_->time_words.emplace(c.cell(row, 0), std::move(word));
  }
  return std::nullopt;
}

Result<std::unique_ptr<const Knowledge::Tables>> Loader::load() {
  for (const auto step : {&Loader::time_words, &Loader::generic_nouns, &Loader::name_parts,
                          &Loader::countries, &Loader::organizations, &Loader::metonyms,
                          &Loader::roles, &Loader::given_names, &Loader::leaders, &Loader::places})
    if (const std::optional<Error> error = (this->*step)()) return tl::unexpected(*error);
  t_->names.build();
  t_->hash = hex64(hashed_);
  return std::unique_ptr<const Knowledge::Tables>(std::move(t_));
}

}  // namespace

Result<Knowledge> Knowledge::open(const Resources& resources) {
  auto tables = Loader(resources).load();
  if (!tables) return tl::unexpected(tables.error());
  return Knowledge(std::move(*tables));
}

Knowledge::Knowledge(std::unique_ptr<const Tables> tables) : tables_(std::move(tables)) {}
Knowledge::Knowledge(Knowledge&&) noexcept = default;
Knowledge& Knowledge::operator=(Knowledge&&) noexcept = default;
Knowledge::~Knowledge() = default;

std::vector<KnownName> Knowledge::match(const std::vector<Word>& words) const {
  return tables_->names.match(words);
}
std::span<const Sense> Knowledge::senses(std::string_view text) const {
  return tables_->names.find(text);
}
std::span<const Sense> Knowledge::senses(const KnownName& name) const {
  return tables_->names.senses(name);
}

const Country& Knowledge::country(std::uint32_t row) const { return tables_->countries[row]; }
const Metonym& Knowledge::metonym(std::uint32_t row) const { return tables_->metonyms[row]; }
const Role& Knowledge::role(std::uint32_t row) const { return tables_->roles[row]; }
const Organization& Knowledge::organization(std::uint32_t row) const {
  return tables_->organizations[row];
}
const Official& Knowledge::official(std::uint32_t row) const { return tables_->officials[row]; }
const Gazetteer& Knowledge::place(std::uint32_t row) const { return tables_->places[row]; }

const Country* Knowledge::country_of(std::string_view iso3) const {
  const auto found = tables_->country_of.find(std::string(iso3));
  return found == tables_->country_of.end() ? nullptr : &tables_->countries[found->second];
}

std::int32_t Knowledge::country_row(std::string_view iso3) const {
  const auto found = tables_->country_of.find(std::string(iso3));
  return found == tables_->country_of.end() ? -1 : static_cast<std::int32_t>(found->second);
}

const Gazetteer* Knowledge::place_of_country(std::string_view iso3) const {
  const auto found = tables_->country_of.find(std::string(iso3));
  return found == tables_->country_of.end() ? nullptr : &tables_->places[found->second];
}

std::vector<std::uint32_t> Knowledge::holders(std::string_view iso3, std::int32_t organization,
                                              std::string_view office, std::int32_t day,
                                              int slack) const {
  std::vector<std::uint32_t> rows;
  const std::string actor =
      organization >= 0 ? tables_->organizations[organization].name : std::string(iso3);
  const auto found = tables_->holders.find(actor + '\t' + std::string(office));
  if (found == tables_->holders.end()) return rows;
  for (const std::uint32_t row : found->second) {
    const Official& o = tables_->officials[row];
    if (std::int64_t{o.from} - slack <= day && day < std::int64_t{o.until} + slack)
      rows.push_back(row);
  }
  return rows;
}

Gender Knowledge::gender_of(std::string_view given_name) const {
  const auto found = tables_->gender_of.find(std::string(given_name));
  return found == tables_->gender_of.end() ? Gender::kUnknown : found->second;
}

std::span<const std::uint32_t> Knowledge::officials_named(std::string_view family_name) const {
  const auto found = tables_->family_names.find(folded(family_name));
  if (found == tables_->family_names.end()) return {};
  return found->second;
}

std::span<const std::string> Knowledge::generic_kinds(std::string_view noun) const {
  const auto found = tables_->generics.find(std::string(noun));
  if (found == tables_->generics.end()) return {};
  return found->second;
}

const TimeWord* Knowledge::time_word(std::string_view word) const {
  const auto found = tables_->time_words.find(std::string(word));
  return found == tables_->time_words.end() ? nullptr : &found->second;
}

bool Knowledge::is_animate_verb(std::string_view lemma) const {
  return tables_->animate_verbs.count(std::string(lemma)) != 0;
}

const NamePart* Knowledge::name_part(std::string_view word) const {
  const auto found = tables_->name_parts.find(std::string(word));
  return found == tables_->name_parts.end() ? nullptr : &found->second;
}

const std::string& Knowledge::hash() const { return tables_->hash; }

}  // namespace dragoman
