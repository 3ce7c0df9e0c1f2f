// The test vectors of the trainer's reference runtime for the accurate model
// (docs/formats/language-model.md, section 10).
#include <gtest/gtest.h>
#include <simdjson.h>

#include <algorithm>
#include <string>
#include <vector>

#include "base/resources.h"
#include "language/accurate_model.h"

namespace dragoman {
namespace {

const std::string kHome = DRAGOMAN_SOURCE_DIR;
using simdjson::dom::element;

std::vector<std::string_view> strings(element list) {
  std::vector<std::string_view> out;
  for (const element e : list.get_array()) out.push_back(e.get_string());
  return out;
}

// Every number must be the same bit by bit; null stands for one that is never read.
void expect_floats(element expected, const float* found, const char* what) {
  std::size_t k = 0;
  for (const element x : expected.get_array()) {
    if (!x.is_null()) {
      EXPECT_EQ(found[k], static_cast<float>(x.get_double().value())) << what << ' ' << k;
    }
    ++k;
  }
}

std::optional<Span> span_of(element e) {
  if (e.is_null()) return std::nullopt;
  const auto at = [&](std::size_t k) {
    return static_cast<std::uint32_t>(e.get_array().at(k).get_uint64().value());
  };
  return Span{at(0), at(1)};
}

TEST(AccurateVectors, EveryKernelGivesTheSameNumbersAndLabels) {
  const auto file = MappedFile::open(kHome + "/models/accurate.safetensors");
  ASSERT_TRUE(file) << file.error().message();
  simdjson::dom::parser parser;
  element vectors;
  ASSERT_EQ(parser.load(kHome + "/tests/data/accurate_vectors.json").get(vectors),
            simdjson::SUCCESS);
  for (std::size_t index = 0; const Kernels* kernels = usable_kernels(index); ++index) {
    SCOPED_TRACE(kernels->name);
    const auto model = AccurateModel::load((*file)->bytes(), "accurate", *kernels);
    ASSERT_TRUE(model) << model.error().message();
    const AccurateConfig& config = model->config();
    AccurateModel::Workspace work(*model);
    for (const element sentence : vectors["sentences"].get_array()) {
      const auto words = strings(sentence["words"]);
      SCOPED_TRACE(words[0]);
      model->run(words, work);
      const WordLabels& found = work.labels;
      expect_floats(sentence["final"], found.final + config.encoder.width, "final");
      expect_floats(sentence["arc_scores"], found.arc_scores, "arc_scores");
      expect_floats(sentence["modes"], found.modes, "modes");
      const auto expect_labels = [&](const char* key, const std::vector<std::string>& list,
                                     const std::uint32_t* labels) {
        const auto expected = strings(sentence[key]);
        ASSERT_EQ(expected.size(), words.size());
        for (std::size_t t = 0; t < words.size(); ++t)
          EXPECT_EQ(list[labels[t]], expected[t]) << key << ' ' << words[t];
      };
      expect_labels("upos", config.upos, found.upos);
      expect_labels("xpos", config.xpos, found.xpos);
      expect_labels("feats", config.feats, found.feats);
      expect_labels("deprels", config.deprel, found.deprels);
      expect_labels("ner", config.ner, found.names.best);
      expect_labels("roles", config.roles, found.roles.best);
      expect_labels("triggers", config.triggers, found.triggers.best);
      expect_labels("statuses", config.statuses, found.statuses);
      std::size_t k = 0;
      for (const element head : sentence["heads"].get_array())
        EXPECT_EQ(found.heads[k++], head.get_uint64().value());
      std::size_t anchor = 0;
      for (const element expected : sentence["relations"].get_array())
        expect_floats(expected, model->relate(0, std::min(++anchor, words.size()), work),
                      "relations");
    }
    for (const element act : vectors["acts"].get_array()) {
      const std::string_view text = act["text"];
      SCOPED_TRACE(text.substr(0, 40));
      const AccurateModel::Act found =
          model->act(text, span_of(act["source"]), span_of(act["target"]), work);
      expect_floats(act["types"], found.types.data(), "types");
      expect_floats(act["modes"], found.modes.data(), "modes");
      expect_floats(act["statuses"], found.statuses.data(), "statuses");
    }
  }
}

}  // namespace
}  // namespace dragoman
