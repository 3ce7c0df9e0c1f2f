// Tests of the parts that the extractor is made of.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "article/bylines.h"
#include "article/captions.h"
#include "article/characters.h"
#include "article/dates.h"
#include "article/declared.h"
#include "article/dump_flatten.h"
#include "article/feature_space.h"
#include "article/html_budget.h"
#include "article/html_flatten.h"
#include "article/labeller.h"
#include "article/lenient_json.h"
#include "base/env.h"

namespace dragoman {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

const Resources& resources() {
  static const Resources found = *Resources::find(Env::system());
  return found;
}
const Phrases& phrases() {
  static const Phrases opened = *Phrases::open(resources());
  return opened;
}

std::vector<std::string> texts(const Page& page) {
  std::vector<std::string> out;
  for (const PageBlock& block : page.blocks) out.push_back(block.text);
  return out;
}

Page flat(std::string_view html) { return *flatten_html(html, Deadline()); }

TEST(Characters, FoldsAndSqueezes) {
  EXPECT_EQ(folded("  It’s “GREAT” — Ünder, 2nd! "), "its great ünder 2nd");
  EXPECT_EQ(squeezed(" a\xC2\xA0\n b\xE2\x80\x8B c "), "a b c");
  EXPECT_EQ(squeezed("\xEF\xBB\xBFx"), "x");
}

TEST(FlattenHtml, NeverGluesWords) {
  EXPECT_THAT(texts(flat("<ul><li>One</li><li>Two</li></ul>")), ElementsAre("One", "Two"));
  EXPECT_THAT(texts(flat("<p>One<br>Two</p>")), ElementsAre("One\nTwo"));
  EXPECT_THAT(texts(flat("<p>One<br><br>Two</p>")), ElementsAre("One", "Two"));
  EXPECT_THAT(texts(flat("<div>Ana Ruiz<span>June 3</span></div>")), ElementsAre("Ana RuizJune 3"));
  EXPECT_THAT(texts(flat("<div><span>Ana Ruiz</span><span>June 3</span></div>")),
              ElementsAre("Ana Ruiz June 3"));
  EXPECT_THAT(texts(flat("<p><b>T</b>he end</p>")), ElementsAre("The end"));
  EXPECT_THAT(texts(flat("<table><tr><td>a<td>b</table>")), ElementsAre("a", "b"));
  EXPECT_THAT(texts(flat("<div>lead<p>text</p>tail</div>")), ElementsAre("lead", "text", "tail"));
}

TEST(FlattenHtml, SkipsWhatIsNoText) {
  EXPECT_THAT(
      texts(flat(
          "<p>a<script>b</script><style>c</style></p><noscript>d</noscript><template>e</template>"
          "<svg><text>f</text></svg><select><option>g</select>")),
      ElementsAre("a"));
  const Page page = flat("<p style='display: none'>hidden</p><p hidden>too</p><p>seen</p>");
  EXPECT_NE(page.blocks[0].inside & kInHidden, 0U);
  EXPECT_NE(page.blocks[1].inside & kInHidden, 0U);
  EXPECT_EQ(page.blocks[2].inside & kInHidden, 0U);
}

TEST(FlattenHtml, KnowsWhereABlockStands) {
  const Page page = flat(
      "<article class='main-Story x9'><h2 id=headLine>Title</h2><blockquote><p>Quote <a "
      "href=/u>link</a></p>"
      "</blockquote></article>");
  ASSERT_EQ(page.blocks.size(), 2U);
  EXPECT_EQ(page.blocks[0].heading, 2);
  EXPECT_NE(page.blocks[0].inside & kInArticle, 0U);
  EXPECT_NE(page.blocks[1].inside & kInQuote, 0U);
  EXPECT_EQ(page.blocks[1].link_chars, 4U);
  EXPECT_EQ(page.blocks[1].href, "/u");
  std::vector<std::string> words;
  for (std::size_t i = 0; i < page.words.size(); ++i) words.emplace_back(page.word(i));
  EXPECT_THAT(words, ElementsAre("main", "story", "head", "line"));
}

TEST(FlattenDump, CutsARepeatedLineOff) {
  const Page page = flatten_dump(
      "A title of some length\n\nText.\n\nA title of some length A caption [Photo by X]");
  EXPECT_THAT(texts(page), ElementsAre("A title of some length", "Text.", "A title of some length",
                                       "A caption [Photo by X]"));
  EXPECT_TRUE(page.blocks[3].glued);
}

TEST(FlattenDump, JoinsBrokenLines) {
  const Page page = flatten_dump(
      "Menu\nHome\n\nThe ministers agreed after a long night of talks that the bridge\nwould be "
      "built by a company "
      "from abroad, and that both countries\nwould pay.\n");
  EXPECT_THAT(
      texts(page),
      ElementsAre("Menu", "Home",
                  "The ministers agreed after a long night of talks that the bridge would be "
                  "built by a company from abroad, and that both countries would pay."));
}

TEST(HtmlBudget, MeasuresNestingAndAttributes) {
  EXPECT_EQ(measure_html("<div><p>a<p>b<li>c<li>d</div>", 100, 100).depth, 2U);
  EXPECT_EQ(measure_html("<div a b=1 c='x y' d=\"<p>\">", 100, 100).attributes, 4U);
  EXPECT_EQ(measure_html("<script><div><div><div></script><i>", 100, 100).depth, 1U);
  EXPECT_EQ(measure_html("<br><img><input><b>", 100, 100).depth, 1U);
  std::string deep;
  for (int i = 0; i < 1000; ++i) deep += "<div>";
  EXPECT_GT(measure_html(deep, 100, 100).depth, 100U);
}

TEST(HtmlBudget, StripsTags) {
  EXPECT_THAT(
      texts(flatten_dump(strip_tags("<p>a <b>b</b> &amp; c</p><p>d</p><script>x</script>"))),
      ElementsAre("a b & c", "d"));
}

TEST(LenientJson, ReadsWhatPagesWrite) {
  const auto one = read_lenient_json(
      "<!-- [CDATA[ */ {\"a\": \"x\ny\", // note\n \"b\": [1, 2,], c: true,} -->");
  ASSERT_EQ(one.size(), 1U);
  EXPECT_EQ(one[0].get("a")->text, "x\ny");
  EXPECT_EQ(one[0].get("b")->items.size(), 2U);
  EXPECT_EQ(one[0].get("c")->text, "true");
  const auto two = read_lenient_json("{\"a\":\"\\u00e9\\ud83d\\ude00\\q\"}{\"b\":null}");
  ASSERT_EQ(two.size(), 2U);
  EXPECT_EQ(two[0].get("a")->text, "é😀q");
  const auto cut = read_lenient_json("{\"a\":\"x\",\"b\":\"half");
  ASSERT_EQ(cut.size(), 1U);
  EXPECT_EQ(cut[0].get("a")->text, "x");
}

TEST(Dates, ReadsMachineDates) {
  EXPECT_EQ(read_machine_date("2024-06-18"), "2024-06-18");
  EXPECT_EQ(read_machine_date("2024-06-18T09:30:05.123+0900"), "2024-06-18T09:30:05+09:00");
  EXPECT_EQ(read_machine_date("2024-06-18 09:30"), "2024-06-18");
  EXPECT_EQ(read_machine_date("20240618"), "2024-06-18");
  EXPECT_EQ(read_machine_date("Tue, 18 Jun 2024 09:30:00 GMT"), "2024-06-18T09:30:00Z");
  EXPECT_EQ(read_machine_date("1718703000"), "2024-06-18T09:30:00Z");
  EXPECT_EQ(read_machine_date("0000-00-00"), std::nullopt);
  EXPECT_EQ(read_machine_date("2024-13-01"), std::nullopt);
  EXPECT_EQ(read_machine_date("yesterday"), std::nullopt);
  EXPECT_EQ(read_machine_date(""), std::nullopt);
}

TEST(Dates, ReadsVisibleDates) {
  const auto months = *Months::open(resources());
  EXPECT_EQ(months.read_visible_date("june 18, 2024"), "2024-06-18");
  EXPECT_EQ(months.read_visible_date("published: 18 june 2024 at 10:30"), "2024-06-18");
  EXPECT_EQ(months.read_visible_date("dienstag, 18. juni 2024"), "2024-06-18");
  EXPECT_EQ(months.read_visible_date("18 de junio de 2024"), "2024-06-18");
  EXPECT_EQ(months.read_visible_date("입력 2024.06.18 10:30"), "2024-06-18");
  EXPECT_EQ(months.read_visible_date("2024年6月18日"), "2024-06-18");
  EXPECT_EQ(months.read_visible_date("2024년 6월 18일"), "2024-06-18");
  EXPECT_EQ(months.read_visible_date("18.06.2024"), "2024-06-18");
  EXPECT_EQ(months.read_visible_date("06/18/2024"), "2024-06-18");
  EXPECT_EQ(months.read_visible_date("03/04/2024"), std::nullopt);
  EXPECT_EQ(months.read_visible_date("call 555 1234"), std::nullopt);
}

TEST(Dates, ReadsDatelines) {
  const auto months = *Months::open(resources());
  EXPECT_EQ(months.read_dateline("TRONDHEIM, April 9, 2025 - The port"), "2025-04-09");
  EXPECT_EQ(months.read_dateline("Mostar, 4 May 2026. The mayor"), "2026-05-04");
  EXPECT_EQ(months.read_dateline("BUSAN, Korea, Oct. 2, 2023 (Harbour News) -- A ship"),
            "2023-10-02");
  EXPECT_EQ(months.read_dateline("San José, 12 May 2024 \u2014 Growers"), "2024-05-12");
  EXPECT_EQ(months.read_dateline("Lima (7 July 2024) - Growers"), "2024-07-07");
  // A year is needed, and a place before it, and an end behind it.
  EXPECT_EQ(months.read_dateline("BUSAN, Oct. 2 (Harbour News) -- A ship"), std::nullopt);
  EXPECT_EQ(months.read_dateline("The meeting of Monday, May 4, 2026 - it lasted"), std::nullopt);
  EXPECT_EQ(months.read_dateline("Mostar, 4 May 2026 was a day"), std::nullopt);
  EXPECT_EQ(months.read_dateline("Mostar, 31 June 2026. The mayor"), std::nullopt);
  EXPECT_EQ(months.read_dateline(""), std::nullopt);
}

TEST(Dates, ReadsUrls) {
  EXPECT_EQ(read_url_date("https://x.example/2024/06/18/title-12345"), "2024-06-18");
  EXPECT_EQ(read_url_date("https://x.example/article/20240618123456"), "2024-06-18");
  EXPECT_EQ(read_url_date("https://x.example/2024/06/title"), std::nullopt);
  EXPECT_EQ(read_url_date("https://x.example/a?d=2024-06-18"), std::nullopt);
}

TEST(Bylines, GivesNamesOnly) {
  EXPECT_THAT(names_in_byline("By Ana Ruiz and Tom Berg, Correspondents | June 3, 2024", phrases()),
              ElementsAre("Ana Ruiz", "Tom Berg"));
  EXPECT_THAT(names_in_byline("By Abby Goodnough", phrases()), ElementsAre("Abby Goodnough"));
  EXPECT_THAT(names_in_byline("Von Karl-Heinz von der Mühle", phrases()),
              ElementsAre("Karl-Heinz von der Mühle"));
  EXPECT_THAT(names_in_byline("김하늘 기자 sky@paper.example", phrases()), ElementsAre("김하늘"));
  EXPECT_THAT(names_in_byline("Staff and agencies", phrases()), IsEmpty());
  EXPECT_THAT(names_in_byline("REUTERS", phrases()), IsEmpty());
}

TEST(Captions, SplitsCredits) {
  const auto split = [](std::string_view text) {
    const CaptionParts parts = split_caption(text, phrases());
    return parts.caption + "|" + parts.credit;
  };
  EXPECT_EQ(split("A ship at sea [Photo by Ana Ruiz]"), "A ship at sea|Photo by Ana Ruiz");
  EXPECT_EQ(split("A ship at sea. (Foto: Ana Ruiz/dpa)"), "A ship at sea.|Foto: Ana Ruiz/dpa");
  EXPECT_EQ(split("A ship at sea. Photo: Ana Ruiz"), "A ship at sea.|Photo: Ana Ruiz");
  EXPECT_EQ(split("A ship at sea | © Ana Ruiz"), "A ship at sea|© Ana Ruiz");
  EXPECT_EQ(split("Photo: Ana Ruiz"), "|Photo: Ana Ruiz");
  EXPECT_EQ(split("The minister (left) at sea"), "The minister (left) at sea|");
}

TEST(Declared, TakesTheSiteOffTitles) {
  EXPECT_EQ(without_site("Storm closes docks | Harbour Gazette", "Harbour Gazette"),
            "Storm closes docks");
  EXPECT_EQ(without_site("Storm closes docks - Harbour Gazette", "Harbour Gazette"),
            "Storm closes docks");
  EXPECT_EQ(without_site("Storm - the sequel", "Harbour Gazette"), "Storm - the sequel");
}

TEST(Declared, ReadsJsonLdGraphs) {
  Page page;
  page.json_ld.push_back(
      R"({"@graph":[{"@type":"WebPage","name":"x"},{"@type":["NewsArticle"],"headline":"Docks &amp; ships",
          "author":[{"@type":"Person","name":"Ana Ruiz"},"Tom Berg"],"dateModified":"2024-06-19"}]})");
  const Declarations declared = read_declarations(page);
  EXPECT_THAT(declared.titles, ElementsAre("Docks & ships"));
  EXPECT_THAT(declared.authors, ElementsAre("Ana Ruiz", "Tom Berg"));
  EXPECT_EQ(declared.modified, "2024-06-19");
}

TEST(FeatureSpace, NamesAndNumbersAgree) {
  FeatureSpace space;
  const std::uint32_t word = space.add_word("up:article");
  EXPECT_EQ(space.find_name("up:article"), word);
  EXPECT_EQ(space.find_name("own:article"), FeatureSpace::kNoFeature);
  EXPECT_EQ(space.find_name("len=999"), FeatureSpace::kNoFeature);
  for (std::uint32_t f = 0; f < space.size(); ++f) EXPECT_EQ(space.find_name(space.name(f)), f);
}

TEST(Labeller, RefusesBrokenWeights) {
  const auto read = [](std::string_view rows) {
    return Labeller::read(*Tsv::parse("feature\tlabel\tweight\n" + std::string(rows), "weights"));
  };
  EXPECT_TRUE(read("len=3\tbody\t12\n-1|len=3\ttitle\t-7\nfrom:body\tbody\t5\nup:x\tlist\t1\n"));
  EXPECT_FALSE(read("len=3\tnonsense\t12\n"));
  EXPECT_FALSE(read("len=300\tbody\t12\n"));
  EXPECT_FALSE(read("len=3\tbody\tx\n"));
  EXPECT_FALSE(read("-3|len=3\tbody\t1\n"));
  EXPECT_FALSE(read("from:nothing\tbody\t1\n"));
}

TEST(StopWords, DetectLanguages) {
  const auto words = *StopWords::open(resources());
  EXPECT_EQ(words.detect("The ministers said that they will meet in the city on Monday."), "en");
  EXPECT_EQ(
      words.detect("Die Minister sagten, dass sie sich am Montag in der Stadt treffen und reden."),
      "de");
  EXPECT_EQ(words.detect("장관들은 월요일에 도시에서 만날 것이라고 말했다."), "ko");
  EXPECT_EQ(words.detect("Министры сказали, что они встретятся в городе в понедельник."), "ru");
  EXPECT_EQ(words.detect(""), "");
}

}  // namespace
}  // namespace dragoman
