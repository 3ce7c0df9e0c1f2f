// Shows the labeller's training program what the extractor sees, so that features are computed in
// one place only.
//
//   block_features words  PAGES.jsonl              class words, one "page<TAB>word" a line
//   block_features blocks PAGES.jsonl VOCABULARY OUT
//       writes OUT.jsonl (a line a page: id, blocks with text, tag, inside) and OUT.bin (for each
//       block the number of its features and the features, 32-bit little endian), and prints the
//       names of all features
//   block_features labels PAGES.jsonl WEIGHTS     label, margin, element and text of each block
//   block_features extract PAGES.jsonl [WEIGHTS]   records with the article alone, as JSON Lines
//
// PAGES.jsonl holds {"id", "html" | "dump", "url"?, "date"?}. Development tool: reads and writes
// files directly and prints what it cannot do.
#include <simdjson.h>

#include <cstdio>
#include <fstream>
#include <iostream>
#include <set>
#include <sstream>

#include "article/block_features.h"
#include "article/dates.h"
#include "article/dump_flatten.h"
#include "article/extract.h"
#include "article/html_budget.h"
#include "article/html_flatten.h"
#include "article/labeller.h"
#include "base/env.h"
#include "base/json_writer.h"
#include "base/utf8.h"

namespace {

using namespace dragoman;

struct PageRow {
  Report report;
};

template <typename F>
bool each_page(const char* path, F use) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) {
    std::fprintf(stderr, "cannot read %s\n", path);
    return false;
  }
  simdjson::ondemand::parser parser;
  std::string line;
  while (std::getline(stream, line)) {
    if (line.empty()) continue;
    Report report;
    simdjson::padded_string padded(line);
    simdjson::ondemand::document document;
    if (parser.iterate(padded).get(document) != simdjson::SUCCESS) return false;
    simdjson::ondemand::object object;
    if (document.get_object().get(object) != simdjson::SUCCESS) return false;
    for (auto field : object) {
      const std::string_view key = field.unescaped_key().value();
      std::string_view text;
      if (field.value().type().value() != simdjson::ondemand::json_type::string) continue;
      if (field.value().get_string().get(text) != simdjson::SUCCESS) continue;
      if (key == "id") report.id = std::string(text);
      else if (key == "url") report.url = std::string(text);
      else if (key == "date") report.date = std::string(text);
      else if (key == "html") report.html = to_valid_utf8(text);
      else if (key == "dump") report.dump = to_valid_utf8(text);
    }
    use(report);
  }
  return true;
}

Page flatten(const Report& report) {
  if (report.dump) return flatten_dump(*report.dump);
  const Budget budget;
  const HtmlShape shape = measure_html(*report.html, budget.max_depth, budget.max_attributes);
  if (shape.depth > budget.max_depth || shape.attributes > budget.max_attributes)
    return flatten_dump(strip_tags(*report.html));
  Result<Page> page = flatten_html(*report.html, Deadline(budget.max_time));
  if (!page) std::fprintf(stderr, "%s: %s\n", report.id.c_str(), page.error().message().c_str());
  return page ? std::move(*page) : Page{};
}

int words(const char* path) {
  return each_page(path, [](const Report& report) {
           const Page page = flatten(report);
           std::set<std::string> seen;
           for (std::size_t i = 0; i < page.words.size(); ++i) seen.emplace(page.word(i));
           for (const std::string& word : seen) std::printf("%s\t%s\n", report.id.c_str(), word.c_str());
         })
             ? 0
             : 1;
}

int blocks(const char* path, const char* vocabulary, const std::string& out) {
  const Result<Resources> resources = Resources::find(Env::system());
  if (!resources) return std::fprintf(stderr, "%s\n", resources.error().message().c_str()), 1;
  const auto phrases = Phrases::open(*resources);
  const auto stop_words = StopWords::open(*resources);
  if (!phrases || !stop_words) return std::fprintf(stderr, "tables missing\n"), 1;
  FeatureSpace space;
  std::ifstream list(vocabulary);
  for (std::string name; std::getline(list, name);) space.add_word(name);
  std::ofstream lines(out + ".jsonl", std::ios::binary), numbers(out + ".bin", std::ios::binary);
  const bool read = each_page(path, [&](const Report& report) {
    const Page page = flatten(report);
    const Declarations declared = read_declarations(page);
    const BlockFeatures features = compute_features(page, declared, *phrases, *stop_words, space);
    JsonWriter w;
    w.begin_object().key("id").value(report.id);
    w.key("dump").value(page.is_dump);
    w.key("titles").begin_array();
    for (const std::string& title : declared.titles) w.value(title);
    w.end_array().key("descriptions").begin_array();
    for (const std::string& text : declared.descriptions) w.value(text);
    w.end_array().key("blocks").begin_array();
    for (std::size_t i = 0; i < page.blocks.size(); ++i) {
      const PageBlock& block = page.blocks[i];
      w.begin_object().key("text").value(block.text);
      w.key("tag").value(kBlockTags[block.tag]);
      w.key("heading").value(static_cast<int>(block.heading));
      w.key("inside").value(static_cast<std::int64_t>(block.inside));
      w.key("links").value(static_cast<std::int64_t>(block.link_chars));
      w.key("glued").value(block.glued);
      w.key("words").begin_array();
      int c = block.container;
      for (int level = 0; level < 6 && c >= 0; ++level) {
        const Container& container = page.containers[static_cast<std::size_t>(c)];
        for (std::uint32_t k = container.words_begin; k < container.words_end; ++k) w.value(page.word(k));
        c = container.parent;
      }
      w.end_array().end_object();
      const std::uint32_t count = features.offsets[i + 1] - features.offsets[i];
      numbers.write(reinterpret_cast<const char*>(&count), sizeof count);
      numbers.write(reinterpret_cast<const char*>(features.numbers.data() + features.offsets[i]),
                    static_cast<std::streamsize>(count * sizeof(std::uint32_t)));
    }
    w.end_array().end_object();
    lines << w.text() << '\n';
  });
  for (std::uint32_t f = 0; f < space.size(); ++f)
    std::printf("%s\t%d\n", space.name(f).c_str(), space.is_seen_by_neighbours(f) ? 1 : 0);
  return read && lines && numbers ? 0 : 1;
}

int labels(const char* path, const char* weights) {
  const Result<Resources> resources = Resources::find(Env::system());
  if (!resources) return std::fprintf(stderr, "%s\n", resources.error().message().c_str()), 1;
  const auto phrases = Phrases::open(*resources);
  const auto stop_words = StopWords::open(*resources);
  std::ifstream stream(weights, std::ios::binary);
  std::stringstream bytes;
  bytes << stream.rdbuf();
  const auto table = Tsv::parse(bytes.str(), weights);
  if (!phrases || !stop_words || !table) return std::fprintf(stderr, "tables missing\n"), 1;
  const auto labeller = Labeller::read(*table);
  if (!labeller) return std::fprintf(stderr, "%s\n", labeller.error().message().c_str()), 1;
  const bool read = each_page(path, [&](const Report& report) {
    const Page page = flatten(report);
    const Labelling out = labeller->label(compute_features(
        page, read_declarations(page), *phrases, *stop_words, labeller->space()));
    std::printf("# %s\n", report.id.c_str());
    for (std::size_t i = 0; i < page.blocks.size(); ++i)
      std::printf("%s\t%d\t%d\t%s\t%x\t%s\n", std::string(name_of(out.labels[i])).c_str(),
                  out.margins[i], out.title_gains[i],
                  std::string(kBlockTags[page.blocks[i].tag]).c_str(), page.blocks[i].inside,
                  page.blocks[i].text.substr(0, 100).c_str());
  });
  return read ? 0 : 1;
}

int extract(const char* path, const char* weights) {
  const Result<Resources> resources = Resources::find(Env::system());
  if (!resources) return std::fprintf(stderr, "%s\n", resources.error().message().c_str()), 1;
  std::string bytes;
  if (weights != nullptr) {
    std::ifstream stream(weights, std::ios::binary);
    std::stringstream all;
    all << stream.rdbuf();
    bytes = all.str();
  }
  const auto extractor = weights == nullptr ? Extractor::open(*resources)
                                            : Extractor::open_with_weights(*resources, bytes);
  if (!extractor) return std::fprintf(stderr, "%s\n", extractor.error().message().c_str()), 1;
  const bool read = each_page(path, [&](const Report& report) {
    Record record;
    record.id = report.id;
    if (auto extraction = extractor->extract(report, Budget{})) {
      record.article = std::move(extraction->article);
      record.notes = std::move(extraction->notes);
    } else {
      record.error = extraction.error();
    }
    std::cout << record_to_json(record) << '\n';
  });
  return read ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  const std::string_view mode = argc > 1 ? argv[1] : "";
  if (mode == "words" && argc == 3) return words(argv[2]);
  if (mode == "blocks" && argc == 5) return blocks(argv[2], argv[3], argv[4]);
  if (mode == "labels" && argc == 4) return labels(argv[2], argv[3]);
  if (mode == "extract" && (argc == 3 || argc == 4)) return extract(argv[2], argc == 4 ? argv[3] : nullptr);
  std::fprintf(stderr, "usage: block_features words|blocks|labels|extract …: see the head of the source\n");
  return 2;
}
