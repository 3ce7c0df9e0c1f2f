#include "article/extract.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>

#include "base/env.h"

namespace dragoman {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

const Extractor& extractor() {
  static const Extractor made = [] {
    auto resources = Resources::find(Env::system());
    EXPECT_TRUE(resources) << resources.error().message();
    auto opened = Extractor::open(*resources);
    EXPECT_TRUE(opened) << opened.error().message();
    return std::move(*opened);
  }();
  return made;
}

Extraction read_page(const std::string& html, const std::string& url = {}) {
  Report report;
  report.html = html;
  report.url = url;
  auto out = extractor().extract(report, Budget{});
  EXPECT_TRUE(out) << out.error().message();
  return out ? std::move(*out) : Extraction{};
}

Extraction read_dump(const std::string& dump, const std::string& date = {}) {
  Report report;
  report.dump = dump;
  report.date = date;
  auto out = extractor().extract(report, Budget{});
  EXPECT_TRUE(out) << out.error().message();
  return out ? std::move(*out) : Extraction{};
}

std::vector<std::string> blocks_of(const Article& article, BlockKind kind) {
  std::vector<std::string> out;
  for (const Block& block : article.blocks)
    if (block.kind == kind) out.emplace_back(slice(article.text, block.span));
  return out;
}

std::vector<std::string> note_codes(const Extraction& out) {
  std::vector<std::string> codes;
  for (const Note& note : out.notes) codes.push_back(note.code);
  return codes;
}

const char* const kParagraphs[] = {
    "The harbour authority closed the eastern docks on Tuesday after inspectors found that two "
    "cranes had been damaged by the storm, a spokesman said in a statement.",
    "Ships that were due to unload grain and steel are waiting outside the breakwater, and the "
    "first of them cannot be brought in before Friday, according to the port's own forecast.",
    "\"We are working day and night to repair the cranes,\" said the port's director, Marta "
    "Lindqvist, who visited the docks with the transport minister in the afternoon.",
    "The minister promised that the government would pay for part of the repairs, but he did not "
    "say how much money had been set aside or when the work would be finished.",
    "Unions said that dock workers had warned about the cranes for years, and demanded an inquiry "
    "into why nothing was done before the storm season began in October."};

std::string news_page(const std::string& head = {}) {
  std::string page =
      "<!DOCTYPE html><html lang=\"en\"><head><title>Storm closes eastern docks | Harbour "
      "Gazette</title><meta property=\"og:site_name\" content=\"Harbour Gazette\">" +
      head +
      "</head><body><header><nav><ul><li><a href=/>Home</a></li><li><a href=/news>News</a></li>"
      "<li><a href=/sport>Sport</a></li></ul></nav></header><main><article>"
      "<h1>Storm closes eastern docks</h1>"
      "<p class=\"standfirst\">Two damaged cranes keep grain ships waiting outside the "
      "breakwater until Friday</p>"
      "<div class=\"byline\">By <a rel=author href=/anna>Anna Berg</a> and Tom de Vries</div>"
      "<div class=\"article-body\">";
  for (int i = 0; i < 5; ++i) {
    page += std::string("<p>") + kParagraphs[i] + "</p>";
    if (i == 1)
      page +=
          "<figure><img src=/crane.jpg alt=\"A crane\"><figcaption>A damaged crane at the eastern "
          "docks on Tuesday. <span class=\"credit\">Photo: Jonas Falk</span></figcaption></figure>";
  }
  page +=
      "</div></article><aside class=\"related\"><h2>Related stories</h2><ul>"
      "<li><a href=/a>Ferry line to the islands resumes its winter timetable</a></li>"
      "<li><a href=/b>Fishing quota for cod is cut for the third year in a "
      "row</a></li></ul></aside>"
      "</main><footer><p>© 2024 Harbour Gazette. All rights reserved.</p>"
      "<a href=/privacy>Privacy policy</a></footer></body></html>";
  return page;
}

TEST(Extractor, ReadsAPage) {
  const Extraction out = read_page(
      news_page(
          "<script type=\"application/ld+json\">{\"@type\":\"NewsArticle\",\"headline\":\"Storm "
          "closes eastern docks\",\"datePublished\":\"2024-10-08T09:30:00+02:00\",}</script>"),
      "https://gazette.example/2024/10/08/storm");
  const Article& a = out.article;
  EXPECT_EQ(a.title, "Storm closes eastern docks");
  EXPECT_THAT(a.byline, ElementsAre("Anna Berg", "Tom de Vries"));
  ASSERT_TRUE(a.published);
  EXPECT_EQ(a.published->value, "2024-10-08T09:30:00+02:00");
  EXPECT_EQ(a.published->from, DateSource::kJsonLd);
  EXPECT_EQ(a.site, "Harbour Gazette");
  EXPECT_EQ(a.language, "en");
  EXPECT_THAT(
      blocks_of(a, BlockKind::kParagraph),
      ElementsAre(kParagraphs[0], kParagraphs[1], kParagraphs[2], kParagraphs[3], kParagraphs[4]));
  EXPECT_THAT(a.deck, ElementsAre(HasSubstr("Two damaged cranes")));
  ASSERT_EQ(a.figures.size(), 1U);
  EXPECT_EQ(a.figures[0].caption, "A damaged crane at the eastern docks on Tuesday.");
  EXPECT_EQ(a.figures[0].credit, "Photo: Jonas Falk");
  EXPECT_EQ(a.figures[0].url, "https://gazette.example/crane.jpg");
  EXPECT_EQ(a.copyright, "© 2024 Harbour Gazette. All rights reserved.");
  EXPECT_THAT(a.text, Not(HasSubstr("Privacy")));
  EXPECT_THAT(a.text, Not(HasSubstr("Ferry line")));
}

TEST(Extractor, ReadsAPastedPage) {
  std::string dump =
      "메뉴\n\nShare\n\nText Size\n\nStorm closes eastern docks after cranes fail inspection\n\n"
      "Grain ships wait outside the breakwater until Friday\n\n";
  for (int i = 0; i < 5; ++i) {
    dump += std::string(kParagraphs[i]) + "\n\n\n";
    if (i == 1)
      dump +=
          "Storm closes eastern docks after cranes fail inspection A damaged crane at the eastern "
          "docks [Photo by Jonas Falk]\n\n";
  }
  dump += "© Harbour Gazette. All rights reserved.\n\nMost read\n\nFollow us\n\nTop";
  const Extraction out = read_dump(dump, "2024-10-08");
  const Article& a = out.article;
  EXPECT_EQ(a.title, "Storm closes eastern docks after cranes fail inspection");
  EXPECT_THAT(a.deck, ElementsAre("Grain ships wait outside the breakwater until Friday"));
  EXPECT_THAT(
      blocks_of(a, BlockKind::kParagraph),
      ElementsAre(kParagraphs[0], kParagraphs[1], kParagraphs[2], kParagraphs[3], kParagraphs[4]));
  ASSERT_EQ(a.figures.size(), 1U);
  const Figure& figure = a.figures.front();
  EXPECT_EQ(figure.caption, "A damaged crane at the eastern docks");
  EXPECT_EQ(figure.credit, "Photo by Jonas Falk");
  EXPECT_EQ(a.copyright, "© Harbour Gazette. All rights reserved.");
  ASSERT_TRUE(a.published);
  EXPECT_EQ(a.published->from, DateSource::kGiven);
  EXPECT_EQ(a.language, "en");
}

TEST(Extractor, KeepsTextAsItIs) {
  Report report;
  report.text = "  A headline\n\nFirst line\nsecond line \n \n\tLast paragraph.\n";
  report.title = "A headline";
  const auto out = extractor().extract(report, Budget{});
  ASSERT_TRUE(out);
  EXPECT_EQ(out->article.text, *report.text);
  ASSERT_EQ(out->article.blocks.size(), 3U);
  EXPECT_EQ(out->article.blocks[0].kind, BlockKind::kTitle);
  EXPECT_EQ(slice(out->article.text, out->article.blocks[1].span), "First line\nsecond line");
  EXPECT_EQ(slice(out->article.text, out->article.blocks[2].span), "Last paragraph.");
  EXPECT_EQ(out->article.id.size(), 17U);
}

TEST(Extractor, RefusesAReportWithoutContentOrWithTwo) {
  Report report;
  EXPECT_FALSE(extractor().extract(report, Budget{}));
  report.text = "a";
  report.html = "b";
  const auto out = extractor().extract(report, Budget{});
  ASSERT_FALSE(out);
  EXPECT_EQ(out.error().code, ErrorCode::kInvalidArgument);
}

TEST(Extractor, SpansLieInTheTextInOrder) {
  const Extraction out = read_page(news_page());
  std::uint32_t last = 0;
  for (const Block& block : out.article.blocks) {
    EXPECT_GE(block.span.begin, last);
    EXPECT_LT(block.span.begin, block.span.end);
    EXPECT_LE(block.span.end, out.article.text.size());
    last = block.span.end;
  }
}

TEST(Extractor, IsDeterministic) {
  const Extraction a = read_page(news_page()), b = read_page(news_page());
  EXPECT_EQ(a.article.text, b.article.text);
  EXPECT_EQ(a.article.id, b.article.id);
}

TEST(Extractor, PrefersTheGivenDateAndFindsOthers) {
  EXPECT_THAT(note_codes(read_page(news_page())), testing::Contains("date-unknown"));
  const Extraction by_url = read_page(news_page(), "https://gazette.example/2023/01/31/storm");
  ASSERT_TRUE(by_url.article.published);
  EXPECT_EQ(by_url.article.published->value, "2023-01-31");
  EXPECT_EQ(by_url.article.published->from, DateSource::kUrl);
  const Extraction by_meta = read_page(
      news_page("<meta property=\"article:published_time\" content=\"2023-02-01T10:00:00Z\">"));
  ASSERT_TRUE(by_meta.article.published);
  EXPECT_EQ(by_meta.article.published->from, DateSource::kOpenGraph);
}

// ---- hostile pages -----------------------------------------------------------------------------

std::string repeated(std::string_view text, std::size_t times) {
  std::string out;
  out.reserve(text.size() * times);
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

TEST(Extractor, SurvivesHostilePages) {
  std::string attributes = "<p";
  for (int i = 0; i < 40000; ++i) attributes += " a" + std::to_string(i) + "=1";
  attributes += ">Text</p>";
  const std::string body = news_page();
  const std::string hostile[] = {
      "",
      repeated("<div>", 100000) + "deep",
      repeated("<div>", 390) + body,
      repeated("<b>", 50000) + "bold",
      repeated("<p><b><i x=1>", 30000),
      repeated("<table><tr><td>", 50000),
      repeated("<svg><td>", 50000),
      repeated("<a href=x>", 50000) + "link",
      repeated("<font color=red>", 399) + repeated("<p>x", 20000),
      "<a " + std::string(1 << 20, 'x') + ">",
      "<a href=\"" + std::string(1 << 20, 'x') + "\">y</a>",
      "<div class=\"" + repeated("word ", 200000) + "\">text</div>",
      attributes,
      repeated("</p></div></b>", 100000),
      "<!--" + std::string(1 << 20, '-'),
      repeated("<!--", 200000),
      "<script>" + std::string(1 << 20, '<'),
      repeated("<script>", 100000),
      repeated("&amp;&#x1F600;&bogus;", 50000),
      "<p>&#" + std::string(1 << 20, '9') + ";</p>",
      std::string(1 << 20, '\0'),
      std::string("<p>a\0b</p>", 10),
      repeated("<p>word ", 100000),
      repeated("<br>", 300000),
      repeated("<li>item</li>", 60000),
      repeated("<meta name=a content=b>", 60000),
      "<script type=\"application/ld+json\">" + repeated("[", 100000) + "</script>",
      "<script type=\"application/ld+json\">" + repeated("{\"a\":", 100000) + "</script>",
      "<script type=\"application/ld+json\">{\"@type\":\"NewsArticle\",\"author\":[" +
          repeated("\"A B\",", 100000) + "]}</script>",
      repeated("<template><div>", 200) + "x",
      repeated("<select><option>", 10000),
      repeated("<figure><img src=x alt=y>", 380),
      repeated("<", 500000),
      body.substr(0, body.size() / 2),
      body.substr(0, 60),
  };
  std::size_t i = 0;
  for (const std::string& html : hostile) {
    const auto start = std::chrono::steady_clock::now();
    Report report;
    report.html = html;
    const auto out = extractor().extract(report, Budget{});
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    EXPECT_TRUE(out) << i << ": " << out.error().message();
    // One second of work; a busy machine gets some more of the clock.
    EXPECT_LT(seconds.count(), 5.0) << "page " << i << " of " << html.size() << " bytes";
    RecordProperty("seconds_" + std::to_string(i), std::to_string(seconds.count()));
    ++i;
  }
}

TEST(Extractor, SurvivesHostileDumps) {
  const std::string hostile[] = {"",
                                 "\n\n\n",
                                 std::string(1 << 20, 'a'),
                                 std::string(1 << 20, '\n'),
                                 repeated("line\n", 200000),
                                 repeated("A line that is long enough to be seen again ", 20000),
                                 repeated("A line that is long enough\n", 20000) +
                                     repeated("A line that is long enough ", 20000),
                                 std::string(100000, '\0'),
                                 repeated("\xEF\xBB\xBF", 10000),
                                 repeated("[", 400),
                                 repeated("photo by ", 20000)};
  for (const std::string& dump : hostile) {
    const auto start = std::chrono::steady_clock::now();
    read_dump(dump);
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    EXPECT_LT(seconds.count(), 5.0) << dump.size();
  }
}

TEST(Extractor, ReadsADeeplyNestedPageWithoutItsTags) {
  const Extraction out = read_page(repeated("<div>", 5000) + news_page());
  EXPECT_THAT(note_codes(out), testing::Contains("page-simplified"));
  EXPECT_THAT(out.article.text, HasSubstr(kParagraphs[0]));
  EXPECT_THAT(out.article.text, HasSubstr(kParagraphs[4]));
}

TEST(Dump, ListOfHeadlinesIsReadLineByLine) {
  const Extraction out = read_dump(
      "Lima sends rescue teams to Quito\nOttawa halts arms exports to Minsk\n"
      "Accra: \"We have signed nothing\"\nRabat to host talks on fishing in May\n");
  EXPECT_EQ(blocks_of(out.article, BlockKind::kHeading).size() +
                blocks_of(out.article, BlockKind::kParagraph).size() +
                blocks_of(out.article, BlockKind::kTitle).size(),
            4U);
  EXPECT_THAT(note_codes(out), ::testing::Contains("body-uncertain"));
}

}  // namespace
}  // namespace dragoman
