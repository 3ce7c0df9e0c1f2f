// Trees for tests, written in one line a sentence:
// "form~lemma~UPOS~head~relation[~name][~_]" for each word; the last "_" = no blank follows.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <string_view>

#include "base/resources.h"
#include "base/tsv.h"
#include "document/analysis.h"
#include "entities/entities.h"
#include "knowledge/knowledge.h"

namespace dragoman {

struct TestReport {
  Article article;
  Analysis analysis;
  Entities entities;
};

inline const Knowledge& test_world() {
  static const Knowledge* knowledge = [] {
    auto opened = Knowledge::open(Resources::at(DRAGOMAN_SOURCE_DIR));
    EXPECT_TRUE(opened) << opened.error().message();
    return new Knowledge(std::move(*opened));
  }();
  return *knowledge;
}

inline std::string conllu_of(std::string_view trees) {
  std::string out;
  for (const std::string_view line : split(trees, '\n')) {
    int number = 0;
    for (const std::string_view word : split(line, ' ')) {
      if (word.empty()) continue;
      const auto cells = split(word, '~');
      EXPECT_GE(cells.size(), 5U) << word;
      std::string misc;
      for (std::size_t k = 5; k < cells.size(); ++k) {
        if (!misc.empty()) misc += '|';
        misc += cells[k] == "_" ? "SpaceAfter=No" : "Entity=" + std::string(cells[k]);
      }
      const auto cell = [&](std::size_t k) { return std::string(cells[k]) + '\t'; };
      out += std::to_string(++number) + '\t' + cell(0) + cell(1) + cell(2) + "_\t_\t" + cell(3) +
             cell(4) + "_\t" + (misc.empty() ? "_" : misc) + '\n';
    }
    if (number > 0) out += '\n';
  }
  return out;
}

inline TestReport resolve_trees(std::string_view trees, const std::string& date = {},
                                bool first_is_headline = false) {
  TestReport report;
  auto analysis = analysis_from_conllu(conllu_of(trees), &report.article.text);
  EXPECT_TRUE(analysis) << analysis.error().message();
  report.analysis = std::move(*analysis);
  if (first_is_headline) report.analysis.sentences.front().headline = true;
  if (!date.empty()) report.article.published = Published{date, DateSource::kGiven};
  report.entities = Resolver(test_world()).resolve(report.article, report.analysis);
  return report;
}

// "person Rustem Umerov UKRGOVMIL: Ukraine's defence minister Rustem Umerov | He" of the entity
// that has a mention with this text; empty where there is none.
inline std::string entity_with(const TestReport& report, std::string_view mention) {
  for (const Entity& e : report.entities.entities) {
    std::string out = std::string(name_of(e.kind)) + ' ' + e.name +
                      (e.actor ? ' ' + e.actor->code : std::string()) + ":";
    bool found = false;
    for (const Mention& m : e.mentions) {
      const std::string_view text = slice(report.article.text, m.span);
      out += (&m == &e.mentions.front() ? " " : " | ") + std::string(text);
      found = found || text == mention;
    }
    if (found) return out;
  }
  return {};
}

}  // namespace dragoman
