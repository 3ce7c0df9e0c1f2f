// Records made by hand, for the tests of the store and of what stands on it.
#pragma once

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>
#include <vector>

#include "dragoman/record.h"
#include "store/rows.h"

namespace dragoman {

// Spans are given by the words themselves: the first place where they stand.
class TestRecord {
 public:
  explicit TestRecord(std::string text, std::string url = "https://a.example/1",
                      std::string published = "2024-06-18") {
    record_.article.text = std::move(text);
    record_.article.id = address_of(record_.article.text);
    record_.article.url = std::move(url);
    record_.article.site = "a.example";
    record_.article.title = "A report";
    if (!published.empty())
      record_.article.published = Published{std::move(published), DateSource::kGiven};
    record_.id = record_.article.id;
    record_.coder.version = "test";
    // Sentences end at ". " and at the end.
    const std::string& t = record_.article.text;
    std::uint32_t begin = 0;
    for (std::uint32_t i = 0; i < t.size(); ++i)
      if (i + 1 == t.size() || (t[i] == '.' && t[i + 1] == ' ')) {
        record_.sentences.push_back({begin, i + 1});
        begin = i + 2;
      }
  }

  Span span(std::string_view words) const {
    const std::size_t at = record_.article.text.find(words);
    EXPECT_NE(at, std::string::npos) << words;
    return {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + words.size())};
  }

  Index entity(std::string_view name, std::string_view code, std::string_view country,
               EntityKind kind = EntityKind::kCountry) {
    Entity e;
    e.kind = kind;
    e.name = name;
    if (!code.empty()) {
      e.actor = Actor{std::string(code), std::string(country), {}, {}, {}};
      for (std::size_t i = 3; i + 3 <= code.size(); i += 3)
        e.actor->sectors.emplace_back(code.substr(i, 3));
    }
    const std::size_t at = record_.article.text.find(name);
    const Span where = at == std::string::npos ? Span{}
                                               : Span{static_cast<std::uint32_t>(at),
                                                      static_cast<std::uint32_t>(at + name.size())};
    e.mentions = {{where, where, MentionForm::kName}};
    record_.entities.push_back(std::move(e));
    return static_cast<Index>(record_.entities.size() - 1);
  }

  Index statement(Index speaker, std::string_view content,
                  StatementAct act = StatementAct::kAssert) {
    Statement s;
    s.speaker = speaker;
    s.content = {span(content)};
    s.sentence = sentence_of(s.content.front());
    s.act = act;
    s.rule = "test";
    record_.statements.push_back(std::move(s));
    return static_cast<Index>(record_.statements.size() - 1);
  }

  Event& event(EventType type, std::vector<Index> sources, std::vector<Index> targets,
               std::string_view trigger) {
    Event e;
    e.type = type;
    e.quad = quad_of(type);
    e.cameo = "07";
    e.sources = std::move(sources);
    e.targets = std::move(targets);
    e.trigger = span(trigger);
    e.sentence = sentence_of(e.trigger);
    e.evidence = record_.sentences[static_cast<std::size_t>(e.sentence)];
    e.rule = "test";
    record_.events.push_back(std::move(e));
    return record_.events.back();
  }

  EventObject object(std::string_view words, std::string_view item,
                     std::string_view item_class) const {
    EventObject o;
    o.span = span(words);
    o.item = item;
    o.item_class = item_class;
    return o;
  }

  Record& operator*() { return record_; }
  Record* operator->() { return &record_; }

 private:
  Index sentence_of(Span s) const {
    for (std::size_t i = 0; i < record_.sentences.size(); ++i)
      if (record_.sentences[i].contains(s)) return static_cast<Index>(i);
    return 0;
  }
  Record record_;
};

// A folder of one's own, removed with what is in it.
class TestFolder {
 public:
  TestFolder() {
    std::string name = (std::filesystem::temp_directory_path() / "dragoman-test-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
  }
  ~TestFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
  }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;
  std::string path(const std::string& name) const { return folder_ + "/" + name; }

 private:
  std::string folder_;
};

}  // namespace dragoman
