// What is the world: countries, roles, organisations, offices by date, places?
//
//   auto knowledge = Knowledge::open(*resources);                  // tables of data/, once
//   for (const KnownName& n : knowledge->match(sentence.words))    // one pass, longest first
//     for (const Sense& sense : knowledge->senses(n))
//       if (sense.kind == SenseKind::kCountry) … knowledge->country(sense.row).iso3 …
//
// Names are matched on words, by their letters without diacritics and hyphens, and by case: "US" is
// a country and "us" is not, "Foreign Minister" and "foreign minister" are the same role. Every
// fact is a row of a table below data/: countries, metonyms, roles, organizations, leaders, places,
// given_names; a user adds a line, not code. Which sense is meant, in this report and at this date,
// `entities` decides.
// Rows are named by their index; dates are days since 1970-01-01 (base/calendar.h).
// Errors: kData, naming table and line. Thread-safety: immutable after `open`.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/resources.h"
#include "document/analysis.h"
#include "dragoman/error.h"

namespace dragoman {

struct Country {
  std::string iso3, iso2;
  std::string cameo;   // "ROU" is ROM in CAMEO; mostly iso3
  std::string plover;  // "XKX" is KOS in PLOVER; mostly iso3
  std::string name;    // "South Korea"
  enum class Status { kState, kTerritory, kContested, kHistorical } status = Status::kState;
};

// What a role noun stands for; decides who may bear it and whether "the X" can be a second mention.
enum class RoleKind : std::uint8_t {
  kOffice,  // one holder at a time in a country or organisation: president, foreign minister
  kPerson,  // a person of whom there are many: lawmaker, general, spokesman
  kPeople,  // people in the plural or as a mass: protesters, troops, police
  kBody,    // an organ of a state or organisation: army, defence ministry, parliament, court
  kMeans,   // weapons that act for whose they are: drones, missiles, warplanes
};

enum class Gender : std::uint8_t { kUnknown, kMale, kFemale };

struct Role {
  std::string name;                 // "foreign minister"
  std::vector<std::string> cameo;   // sectors: GOV MIL LEG JUD OPP REB COP BUS MED HLH EDU CVL …
  std::vector<std::string> plover;  // sectors; media is JRN and medical MED here
  RoleKind kind = RoleKind::kPerson;
  Gender gender = Gender::kUnknown;
  // What several roles call one office: "secretary of state" is the "foreign minister" of the USA.
  std::string office;
};

struct Organization {
  std::string name, acronym;
  std::string cameo;                 // whole code: "IGOUNO", "PSEREBHMS"; or a sector alone
  std::string iso3;                  // empty = international, or said by the text
  std::vector<std::string> sectors;  // CAMEO
  std::string plover;                // PLOVER's code of an international actor: IGO UNO EUR NGO IMG
  std::vector<std::string> plover_sectors;
  std::string kind;  // igo ngo gov mil leg jud spy cop pty reb med edu bus
  std::string wikidata;
};

// One term of one person in one office.
struct Official {
  std::string name;                  // "Jens Stoltenberg"
  std::string iso3;                  // of the country …
  std::int32_t organization = -1;    // … or row of the organisation
  std::string office;                // as Role::office: "head of state", "foreign minister"
  std::int32_t from = 0, until = 0;  // days [from, until)
  std::string wikidata;
  Gender gender = Gender::kUnknown;
};

// Other names for a government: buildings, seats, "the North".
struct Metonym {
  std::string name, iso3, sector, plover;
  std::int32_t organization = -1;  // "Brussels" is the EU, beside Belgium's capital
  std::string needs;               // counts only in a report that names this country as well
  bool capital = false;            // a capital: mostly a place
};

struct Gazetteer {
  std::int64_t geonameid = 0;  // 0 = none
  std::string name, iso3, adm1, adm2;
  double lat = 0, lon = 0;
  std::int64_t population = 0;
  char feature = 'P';    // GeoNames class
  bool capital = false;  // of its country
};

enum class SenseKind : std::uint8_t {
  kCountry,       // row of countries: its name
  kDemonym,       // row of countries: adjective or people ("Russian", "Russians")
  kMetonym,       // row of metonyms
  kRole,          // row of roles
  kOrganization,  // row of organizations
  kOfficial,      // row of officials: a person's full name (one sense a term)
  kPlace,         // row of places
  kGivenName,     // row = Gender
};

// Flags of a sense.
inline constexpr unsigned kSensePlural = 1;     // "ministers", "Russians"
inline constexpr unsigned kSensePeople = 2;     // a demonym that is only the people: "Danes"
inline constexpr unsigned kSenseAlias = 4;      // not the row's own name
inline constexpr unsigned kSenseAmbiguous = 8;  // also a common word or a person's name

// What a word says about the capitalised name it is part of.
struct NamePart {
  enum class Class : std::uint8_t { kOrganization, kPlace, kHonorific, kMilitary, kFormer };
  Class cls = Class::kHonorific;
  std::string sector;
  Gender gender = Gender::kUnknown;
};

// A word of time expressions: {"june", "month", "6"}; see data/time_words.tsv.
struct TimeWord {
  enum class Class : std::uint8_t {
    kMonth,
    kWeekday,
    kUnit,
    kUnits,
    kNumber,
    kOrdinal,
    kSome,
    kSeason,
    kPart,
    kClock,
    kPresent,
    kPast,
    kFuture,
    kDay,
    kSet,
    kRelative,
    kEdge
  };
  Class cls = Class::kDay;
  std::string value;
  int number = 0;  // the value, where it is one
};

struct Sense {
  SenseKind kind = SenseKind::kCountry;
  std::uint8_t flags = 0;
  std::uint32_t row = 0;
};

// Words [begin, end) that a table knows. Names and roles are two layers: within one, matches do
// not overlap; a name and a role may.
struct KnownName {
  std::uint32_t begin = 0, end = 0;
  std::uint32_t first_sense = 0, sense_count = 0;
  bool role = false;
};

class Knowledge {
 public:
  static Result<Knowledge> open(const Resources& resources);

  // Known names of a sentence, sorted by (begin, role). Linear in its bytes.
  std::vector<KnownName> match(const std::vector<Word>& words) const;
  // The senses of a text on its own, e.g. "Kim Yo Jong"; empty where it is unknown.
  std::span<const Sense> senses(std::string_view text) const;
  std::span<const Sense> senses(const KnownName& name) const;

  const Country& country(std::uint32_t row) const;
  const Country* country_of(std::string_view iso3) const;
  std::int32_t country_row(std::string_view iso3) const;  // -1 = none
  const Metonym& metonym(std::uint32_t row) const;
  const Role& role(std::uint32_t row) const;
  const Organization& organization(std::uint32_t row) const;
  const Official& official(std::uint32_t row) const;
  const Gazetteer& place(std::uint32_t row) const;
  const Gazetteer* place_of_country(std::string_view iso3) const;

  // The rows of who holds an office of a country (iso3) or organisation on a day, with `slack` days
  // of grace at both ends.
  std::vector<std::uint32_t> holders(std::string_view iso3, std::int32_t organization,
                                     std::string_view office, std::int32_t day,
                                     int slack = 0) const;
  // Officials whose family name this is ("Putin"; "Kim" of Kim Jong Un), in the table's order.
  std::span<const std::uint32_t> officials_named(std::string_view family_name) const;
  // What a plain noun may stand for at second mention: kinds of organisations, "country", "place",
  // "body"; empty for other nouns.
  std::span<const std::string> generic_kinds(std::string_view noun) const;
  // "Ministry", "River", "Mr.", "Gen.", "former"; nullptr for other words.
  const NamePart* name_part(std::string_view word) const;
  // Of a lower-case word; nullptr for words that tell no time.
  const TimeWord* time_word(std::string_view word) const;
  // Does the subject of this verb have a will: say, deny, vow, order?
  bool is_animate_verb(std::string_view lemma) const;
  // Of a given name; kUnknown where the table does not know it.
  Gender gender_of(std::string_view given_name) const;
  // Content hash of all tables, for the record's ruleset.
  const std::string& hash() const;

  struct Tables;
  Knowledge(Knowledge&&) noexcept;
  Knowledge& operator=(Knowledge&&) noexcept;
  ~Knowledge();

 private:
  explicit Knowledge(std::unique_ptr<const Tables> tables);
  std::unique_ptr<const Tables> tables_;
};

}  // namespace dragoman
