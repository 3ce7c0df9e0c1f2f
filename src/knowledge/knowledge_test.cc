#include "knowledge/knowledge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/calendar.h"
#include "base/tsv.h"
#include "knowledge/name_index.h"

namespace dragoman {
namespace {

const Knowledge& world() {
  static const Knowledge* knowledge = [] {
    auto opened = Knowledge::open(Resources::at(DRAGOMAN_SOURCE_DIR));
    EXPECT_TRUE(opened) << opened.error().message();
    return new Knowledge(std::move(*opened));
  }();
  return *knowledge;
}

std::vector<Word> words_of(std::string_view text) {
  std::vector<Word> words;
  for (const std::string_view form : split(text, ' ')) {
    Word w;
    w.form = std::string(form);
    words.push_back(w);
  }
  return words;
}

// "North Korea=country:PRK …" of all matches, first sense of each.
std::string matches(std::string_view text) {
  const auto words = words_of(text);
  std::string out;
  for (const KnownName& n : world().match(words)) {
    if (!out.empty()) out += "; ";
    for (std::uint32_t i = n.begin; i < n.end; ++i) out += (i > n.begin ? " " : "") + words[i].form;
    const Sense s = world().senses(n).front();
    switch (s.kind) {
      case SenseKind::kCountry:
        out += "=country " + world().country(s.row).iso3;
        break;
      case SenseKind::kDemonym:
        out += "=demonym " + world().country(s.row).iso3;
        break;
      case SenseKind::kMetonym:
        out += "=metonym " + world().metonym(s.row).iso3;
        break;
      case SenseKind::kRole:
        out += "=role " + world().role(s.row).office;
        break;
      case SenseKind::kOrganization:
        out += "=org " + world().organization(s.row).cameo;
        break;
      case SenseKind::kOfficial:
        out += "=official " + world().official(s.row).office;
        break;
      case SenseKind::kPlace:
        out += "=place " + world().place(s.row).iso3;
        break;
      case SenseKind::kGivenName:
        break;
    }
  }
  return out;
}

TEST(Knowledge, MatchesTheLongestName) {
  EXPECT_EQ(matches("North Korean troops"), "North Korean=demonym PRK; troops=role troops");
  EXPECT_EQ(matches("the Democratic Republic of the Congo"),
            "Democratic Republic of the Congo=country COD");
  EXPECT_EQ(matches("Papua New Guinea"), "Papua New Guinea=country PNG");
}

TEST(Knowledge, CaseTellsCountriesFromWords) {
  EXPECT_EQ(matches("join us"), "");
  EXPECT_EQ(matches("US"), "US=country USA");
  EXPECT_EQ(matches("U.S."), "U.S.=country USA");
  EXPECT_EQ(matches("a turkey"), "");
  EXPECT_EQ(matches("Who"), "");
  EXPECT_EQ(matches("WHO"), "WHO=org IGOUNOWHO");
}

TEST(Knowledge, HyphensDiacriticsAndApostrophesDoNotMatter) {
  EXPECT_EQ(matches("al - Shabaab"), "al - Shabaab=org SOMREBASH");
  EXPECT_EQ(matches("Al-Shabaab"), "Al-Shabaab=org SOMREBASH");
  EXPECT_EQ(matches("Türkiye"), "Türkiye=country TUR");
  EXPECT_EQ(matches("Turkiye"), "Turkiye=country TUR");
  EXPECT_EQ(matches("Côte d’Ivoire"), "Côte d’Ivoire=country CIV");
  EXPECT_EQ(matches("the Workers ' Party"), "Workers ' Party=org PRKGOVPTY");
}

TEST(Knowledge, RolesAreALayerOfTheirOwn) {
  EXPECT_EQ(matches("Ukraine 's defence minister"),
            "Ukraine=country UKR; defence minister=role defence minister");
  EXPECT_EQ(matches("U.S. Secretary of State"),
            "U.S.=country USA; Secretary of State=role foreign minister");
  EXPECT_EQ(matches("foreign ministers"), "foreign ministers=role foreign minister");
  EXPECT_EQ(matches("ministers of finance"), "ministers of finance=role finance minister");
  EXPECT_EQ(matches("policewomen"), "policewomen=role policewoman");
}

TEST(Knowledge, SectorsFollowBothCodebooks) {
  const auto role = [](const char* name) { return world().role(world().senses(name).front().row); };
  EXPECT_THAT(role("journalist").cameo, testing::ElementsAre("MED"));
  EXPECT_THAT(role("journalist").plover, testing::ElementsAre("JRN"));
  EXPECT_THAT(role("doctor").cameo, testing::ElementsAre("HLH"));
  EXPECT_THAT(role("doctor").plover, testing::ElementsAre("MED"));
  EXPECT_THAT(role("defense secretary").cameo, testing::ElementsAre("GOV", "MIL"));
}

TEST(Knowledge, KnowsWhoHeldAnOfficeWhen) {
  const auto name_on = [](const char* iso3, const char* office, const char* day) {
    const auto rows = world().holders(iso3, -1, office, days_from_civil(*parse_date(day)));
    return rows.empty() ? std::string() : world().official(rows.front()).name;
  };
  EXPECT_EQ(name_on("USA", "foreign minister", "2024-06-18"), "Antony Blinken");
  EXPECT_EQ(name_on("USA", "foreign minister", "2025-06-18"), "Marco Rubio");
  EXPECT_EQ(name_on("RUS", "head of state", "2024-06-18"), "Vladimir Putin");
  EXPECT_EQ(name_on("DEU", "head of government", "2010-01-01"), "Angela Merkel");
  EXPECT_EQ(name_on("USA", "foreign minister", "1850-01-01"), "");
  const auto nato = world().senses("NATO").front();
  ASSERT_EQ(nato.kind, SenseKind::kOrganization);
  const auto rows = world().holders("", static_cast<std::int32_t>(nato.row), "secretary general",
                                    days_from_civil({2024, 6, 18}));
  ASSERT_EQ(rows.size(), 1U);
  EXPECT_EQ(world().official(rows.front()).name, "Jens Stoltenberg");
}

TEST(Knowledge, HoldsTheWorld) {
  int states = 0;
  for (std::uint32_t row = 0; world().country_of("ZWE") != &world().country(row); ++row)
    states += world().country(row).status == Country::Status::kState;
  EXPECT_GE(states, 190);
  EXPECT_EQ(world().gender_of("Giorgia"), Gender::kFemale);
  EXPECT_EQ(world().country_of("XKX")->plover, "KOS");
  EXPECT_NEAR(world().place_of_country("FRA")->lat, 46.6, 1);
}

TEST(Knowledge, CutsTextAsTheAnalysisDoes) {
  std::vector<Atom> atoms;
  append_atoms("People's  Ha-noi U.K.", atoms);
  ASSERT_EQ(atoms.size(), 5U);
  EXPECT_EQ(atoms[1].letters, "'s");
  EXPECT_EQ(atoms[4].letters, "uk");
  EXPECT_TRUE(atoms[4].upper);
}

TEST(Calendar, GoesThereAndBack) {
  for (std::int32_t day = -800000; day < 800000; day += 13)
    ASSERT_EQ(days_from_civil(civil_from_days(day)), day);
  EXPECT_EQ(days_from_civil({1970, 1, 1}), 0);
  EXPECT_EQ(weekday_of(days_from_civil({2024, 6, 18})), 2);
  EXPECT_FALSE(parse_date("2023-02-29"));
  EXPECT_TRUE(parse_date("2024-02-29T10:00:00Z"));
}

}  // namespace
}  // namespace dragoman
