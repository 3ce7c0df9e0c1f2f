#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "entities/moment.h"
#include "entities/test_trees.h"

namespace dragoman {
namespace {

// "the 17th=2024-06-17 …": expressions of a sentence whose words all hang on its verb, given as
// "said" (past) or "will meet" (future); words are set apart by blanks.
std::string times_in(const std::string& text, const std::string& date) {
  std::string tree;
  std::vector<std::string_view> words = split(text, ' ');
  std::size_t verb = 0;
  for (std::size_t i = 0; i < words.size(); ++i)
    if (words[i] == "said" || words[i] == "meet" || words[i] == "met") verb = i;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const std::string w(words[i]);
    const bool digit = w[0] >= '0' && w[0] <= '9';
    const bool is_verb = i == verb;
    std::string upos = is_verb ? "VERB" : w == "will" ? "AUX" : digit ? "NUM" : "NOUN";
    if (w == "now" || w == "recently" || w == "ago" || w == "later") upos = "ADV";
    if (w == "," || w == "." || w == "(" || w == ")") upos = "PUNCT";
    if (w == "on" || w == "in" || w == "of" || w == "for" || w == "since") upos = "ADP";
    tree += w + "~" + w + "~" + upos + "~" + std::to_string(is_verb ? 0 : verb + 1) + "~" +
            (is_verb           ? "root"
             : w == "will"     ? "aux"
             : upos == "PUNCT" ? "punct"
                               : "obl") +
            " ";
  }
  const TestReport r = resolve_trees(tree + "\n", date);
  std::string out;
  for (const TimeExpression& t : r.entities.times) {
    if (!out.empty()) out += "; ";
    out += std::string(slice(r.article.text, t.span)) + "=" + t.value;
  }
  return out;
}

TEST(Times, AbsoluteDates) {
  EXPECT_EQ(times_in("He said on June 17 , 2024 that", "2024-06-18"), "June 17 , 2024=2024-06-17");
  EXPECT_EQ(times_in("He said on 17 June 2024 that", ""), "17 June 2024=2024-06-17");
  EXPECT_EQ(times_in("He said in May 2021 that", ""), "May 2021=2021-05");
  EXPECT_EQ(times_in("He said in 1999 .", ""), "1999=1999");
  EXPECT_EQ(times_in("It was 2024-02-29 he said", ""), "2024-02-29=2024-02-29");
  EXPECT_EQ(times_in("In the 1990s he said", ""), "the 1990s=199");
  EXPECT_EQ(times_in("In the 19th century he said", ""), "the 19th century=18");
  EXPECT_EQ(times_in("He said June 31 , 2024", ""), "2024=2024");
}

TEST(Times, TenseSaysWhichWay) {
  EXPECT_EQ(times_in("They met on Friday .", "2024-06-18"), "Friday=2024-06-14");
  EXPECT_EQ(times_in("They will meet on Friday .", "2024-06-18"), "Friday=2024-06-21");
  EXPECT_EQ(times_in("They met on the 17th ( local", "2024-06-18"), "the 17th=2024-06-17");
  EXPECT_EQ(times_in("They met on the 21st .", "2024-06-18"), "the 21st=2024-05-21");
  EXPECT_EQ(times_in("They will meet on the 3rd .", "2024-06-18"), "the 3rd=2024-07-03");
  EXPECT_EQ(times_in("They met in December .", "2024-06-18"), "December=2023-12");
  EXPECT_EQ(times_in("They will meet in May .", "2024-06-18"), "May=2025-05");
}

TEST(Times, RelativeDates) {
  EXPECT_EQ(times_in("They will meet in Washington next month .", "2024-12-18"),
            "next month=2025-01");
  EXPECT_EQ(times_in("They met last week .", "2024-06-18"), "last week=2024-W24");
  EXPECT_EQ(times_in("They met two years ago .", "2024-06-18"), "two years ago=2022");
  EXPECT_EQ(times_in("They met yesterday .", "2024-03-01"), "yesterday=2024-02-29");
  EXPECT_EQ(times_in("They met on Tuesday morning .", "2024-06-18"),
            "Tuesday morning=2024-06-18TMO");
  EXPECT_EQ(times_in("They will meet on the 3rd of next month .", "2024-06-18"),
            "the 3rd of next month=2024-07-03");
  EXPECT_EQ(times_in("They met in early June .", "2024-06-18"), "early June=2024-06");
  EXPECT_EQ(times_in("They will meet in the third quarter of 2025 .", "2024-06-18"),
            "the third quarter of 2025=2025-Q3");
  EXPECT_EQ(times_in("They met in summer 2019 .", "2024-06-18"), "summer 2019=2019-SU");
}

TEST(Times, DurationsSetsAndAges) {
  EXPECT_EQ(times_in("They met for the first time in 24 years .", "2024-06-18"), "24 years=P24Y");
  EXPECT_EQ(times_in("They met for a decade .", "2024-06-18"), "a decade=P10Y");
  EXPECT_EQ(times_in("They met for several months .", "2024-06-18"), "several months=PXM");
  EXPECT_EQ(times_in("They met every day .", "2024-06-18"), "every day=P1D");
  EXPECT_EQ(times_in("They met for 36 hours .", "2024-06-18"), "36 hours=PT36H");
  EXPECT_EQ(times_in("He is 24 years old , they said", "2024-06-18"), "");
}

TEST(Times, WithoutAPublicationDateNothingIsGuessed) {
  EXPECT_EQ(times_in("They met on June 17 .", ""), "June 17=XXXX-06-17");
  EXPECT_EQ(times_in("They met on Friday .", ""), "Friday=XXXX-WXX-5");
  EXPECT_EQ(times_in("They met last year .", ""), "last year=XXXX");
  EXPECT_EQ(times_in("They met on the 17th .", ""), "the 17th=XXXX-XX-17");
  EXPECT_EQ(times_in("They met two weeks ago .", ""), "two weeks ago=XXXX-WXX");
}

TEST(Times, DocumentOrderAnchors) {
  EXPECT_EQ(times_in("On June 17 , 1950 they met and the next day they said", "2024-06-18"),
            "June 17 , 1950=1950-06-17; the next day=1950-06-18");
  EXPECT_EQ(times_in("In 1950 it began and in June they met", "2024-06-18"),
            "1950=1950; June=1950-06");
}

TEST(Times, ReportsGoByTheirOwnDayHistoriesByTheirYears) {
  const std::string signed_before =
      "It~it~PRON~2~nsubj:pass began~begin~VERB~0~root in~in~ADP~4~case 2019~2019~NUM~2~obl\n";
  const std::string to_come =
      "They~they~PRON~3~nsubj will~will~AUX~3~aux meet~meet~VERB~0~root on~on~ADP~6~case "
      "9~9~NUM~6~nummod August~August~PROPN~3~obl\n";
  auto r = resolve_trees(signed_before + to_come, "2025-05-17");
  ASSERT_EQ(r.entities.times.size(), 2U);
  EXPECT_EQ(r.entities.times[1].value, "2025-08-09");
  // Three years of its own make a history.
  EXPECT_EQ(times_in("In 1950 it was , in 1951 it was , in 1953 it was , and in June they met",
                     "2024-06-18"),
            "1950=1950; 1951=1951; 1953=1953; June=1953-06");
}

TEST(Times, OnlyADayHasTheSameDay) {
  EXPECT_EQ(times_in("In May 2021 they met and on the same day they said", "2024-06-18"),
            "May 2021=2021-05; the same day=XXXX-XX-XX");
  EXPECT_EQ(times_in("On 4 May 2021 they met and on the same day they said", "2024-06-18"),
            "4 May 2021=2021-05-04; the same day=2021-05-04");
}

TEST(Times, ClockTimes) {
  EXPECT_EQ(times_in("They met at 10:30 a.m. on Monday .", "2024-06-18"),
            "10:30 a.m. on Monday=2024-06-17T10:30");
  EXPECT_EQ(times_in("They met at 5 pm .", "2024-06-18"), "5 pm=2024-06-18T17:00");
  EXPECT_EQ(times_in("They met at 14:00 UTC .", "2024-06-18"), "14:00 UTC=2024-06-18T14:00Z");
}

TEST(Times, Intervals) {
  const auto r = resolve_trees(
      "They~they~PRON~2~nsubj met~meet~VERB~0~root last~last~ADJ~4~amod week~week~NOUN~2~obl\n",
      "2024-06-18");
  ASSERT_EQ(r.entities.times.size(), 1U);
  EXPECT_EQ(r.entities.times[0].begin, "2024-06-10");
  EXPECT_EQ(r.entities.times[0].end, "2024-06-17");
  ASSERT_EQ(r.entities.time_mentions.size(), 1U);
  EXPECT_EQ(r.entities.time_mentions[0].begin, 2U);
}

TEST(Moment, StepsStayInTheCalendar) {
  for (std::int32_t day = days_from_civil({1999, 1, 1}); day < days_from_civil({2012, 1, 1});
       ++day) {
    const Moment d = Moment::on(day);
    ASSERT_EQ(d.first_day(), day);
    ASSERT_EQ(d.stepped(1).first_day(), day + 1);
    const Moment w = Moment::week_of(day);
    ASSERT_LE(w.first_day(), day);
    ASSERT_GT(w.end_day(), day);
    ASSERT_EQ(w.stepped(1).first_day(), w.first_day() + 7);
    for (const Grain g : {Grain::kMonth, Grain::kQuarter, Grain::kHalf, Grain::kYear}) {
      const Moment m = d.widened(g);
      ASSERT_LE(m.first_day(), day);
      ASSERT_GT(m.end_day(), day);
      ASSERT_EQ(m.end_day(), g == Grain::kHalf ? m.end_day() : m.stepped(1).first_day());
    }
  }
}

}  // namespace
}  // namespace dragoman
