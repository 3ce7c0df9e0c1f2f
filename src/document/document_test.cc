#include <gtest/gtest.h>

#include "document/analysis.h"
#include "dragoman/record.h"

namespace dragoman {
namespace {

constexpr const char* kTree =
    "# sent_id = 1\n"
    "1\tSeoul\tSeoul\tPROPN\tNNP\tNumber=Sing\t4\tnsubj\t_\tEntity=B-GPE\n"
    "2-3\tdidn't\t_\t_\t_\t_\t_\t_\t_\t_\n"
    "2\tdid\tdo\tAUX\tVBD\t_\t4\taux\t_\t_\n"
    "3\tn't\tnot\tPART\tRB\t_\t4\tadvmod\t_\t_\n"
    "4\tagree\tagree\tVERB\tVB\t_\t0\troot\t_\tSpaceAfter=No\n"
    "5\t.\t.\tPUNCT\t.\t_\t4\tpunct\t_\t_\n"
    "\n";

TEST(Conllu, ReadsWhatItWrites) {
  std::string text;
  const auto analysis = analysis_from_conllu(kTree, &text);
  ASSERT_TRUE(analysis);
  EXPECT_EQ(text, "Seoul didn't agree.");
  const std::string written = analysis_to_conllu(*analysis, text, "d1");
  std::string again;
  const auto second = analysis_from_conllu(written, &again);
  ASSERT_TRUE(second);
  EXPECT_EQ(again, text);
  EXPECT_EQ(analysis_to_conllu(*second, again, "d1"), written);
  EXPECT_NE(written.find("2-3\tdidn't"), std::string::npos);
  EXPECT_NE(written.find("Entity=B-GPE"), std::string::npos);
}

TEST(Conllu, RefusesHeadsOutsideTheSentence) {
  std::string text;
  EXPECT_FALSE(analysis_from_conllu("1\ta\ta\tX\tX\t_\t7\tdep\t_\t_\n\n", &text));
  EXPECT_FALSE(analysis_from_conllu("1\ta\ta\n\n", &text));
}

TEST(RecordJson, PrintsSpansInCodePoints) {
  Record r;
  r.article.text = "한국 said";
  r.sentences = {{0, 11}};
  Entity e;
  e.name = "한국";
  e.kind = EntityKind::kCountry;
  e.mentions = {{{0, 6}, {0, 6}, MentionForm::kName}};
  r.entities = {e};
  const std::string json = record_to_json(r);
  EXPECT_NE(json.find(R"("sentences":[[0,7]])"), std::string::npos) << json;
  EXPECT_NE(json.find(R"("span":[0,2])"), std::string::npos) << json;
}

}  // namespace
}  // namespace dragoman
