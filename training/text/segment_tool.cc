// Runs the segmenter on CoNLL-U files, for training and measuring.
//
//   segment_tool features FILE…   one line a gap: 1 or 0, then the classifier's features (tabs)
//   segment_tool segment FILE…    CoNLL-U of Dragoman's own segmentation, every head the root
//   segment_tool tokens FILE…     the same with the file's own tokens and sentences
//   segment_tool lines FILE…      of plain text: a sentence a line, tokens by blanks
//
// The text of a document is its tokens with their blanks; "# newpar" gives a blank line.
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "base/env.h"
#include "base/resources.h"
#include "base/tsv.h"
#include "text/paragraphs.h"
#include "text/segment.h"
#include "text/sentences.h"
#include "text/tokens.h"

namespace {

using namespace dragoman;

struct GoldDocument {
  std::string id, text;
  std::vector<Span> tokens, sentences;
};

std::vector<GoldDocument> read(const char* path) {
  std::vector<GoldDocument> documents(1);
  std::ifstream file(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  std::string glue;
  bool open = false;
  int last = 0;
  for (std::string_view line : split(bytes, '\n')) {
    GoldDocument& doc = documents.back();
    if (line.substr(0, 8) == "# newdoc") {
      if (!doc.tokens.empty()) documents.emplace_back();
      documents.back().id = line.substr(line.find('=') + 2);
      glue.clear();
    } else if (line.substr(0, 8) == "# newpar") {
      glue = "\n\n";
    } else if (line.empty()) {
      if (open) doc.sentences.back().end = doc.tokens.back().end;
      open = false;
      last = 0;
    } else if (line[0] != '#') {
      const auto cells = split(line, '\t');
      const std::string id(cells[0]);
      const std::size_t dash = id.find('-');
      if (id.find('.') != std::string::npos) continue;
      if (dash == std::string::npos && std::stoi(id) <= last) continue;
      last = std::stoi(dash == std::string::npos ? id : id.substr(dash + 1));
      if (!doc.text.empty()) doc.text += glue;
      const auto begin = static_cast<std::uint32_t>(doc.text.size());
      doc.text += cells[1];
      doc.tokens.push_back({begin, static_cast<std::uint32_t>(doc.text.size())});
      if (!open) doc.sentences.push_back({begin, begin});
      open = true;
      glue = cells[9].find("SpaceAfter=No") == std::string_view::npos ? " " : "";
    }
  }
  return documents;
}

void print_features(const text::Lexicon& lexicon, const GoldDocument& doc) {
  text::Tokenizer tokenizer(lexicon, doc.text);
  std::size_t s = 0;
  for (const Span& span : text::paragraphs_of(doc.text, {0, static_cast<std::uint32_t>(doc.text.size())})) {
    std::vector<Span> tokens;
    tokenizer.tokenize(span, tokens);
    std::vector<bool> begins(tokens.size());
    for (std::size_t k = 0; k < tokens.size(); ++k) {
      while (s < doc.sentences.size() && doc.sentences[s].begin < tokens[k].begin) ++s;
      begins[k] = s < doc.sentences.size() && doc.sentences[s].begin == tokens[k].begin;
    }
    text::SentenceSplitter::features(lexicon, doc.text, tokens, begins,
                                     [&](std::uint32_t k, const std::vector<std::string>& list) {
                                       std::string line(begins[k] ? "1" : "0");
                                       for (const std::string& f : list) line += '\t' + f;
                                       std::puts(line.c_str());
                                     });
  }
}

void print_lines(const Segmenter& segmenter, const char* path) {
  std::ifstream file(path, std::ios::binary);
  Article article;
  article.text = {std::istreambuf_iterator<char>(file), {}};
  for (const Sentence& sentence : segmenter.segment(article).sentences) {
    std::string line;
    for (const Token& token : sentence.tokens) line += (line.empty() ? "" : " ") + std::string(slice(article.text, token.span));
    std::puts(line.c_str());
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  const std::string command = argv[1];
  const auto resources = Resources::find(Env::system());
  if (!resources) {
    std::fprintf(stderr, "%s\n", resources.error().message().c_str());
    return 3;
  }
  for (int i = 2; i < argc; ++i) {
    if (command == "lines") {
      const auto segmenter = Segmenter::open(*resources);
      if (!segmenter) return std::fprintf(stderr, "%s\n", segmenter.error().message().c_str()), 3;
      print_lines(*segmenter, argv[i]);
      continue;
    }
    for (const GoldDocument& doc : read(argv[i])) {
      if (command == "features") {
        const auto lexicon = text::Lexicon::open(*resources);
        if (!lexicon) return std::fprintf(stderr, "%s\n", lexicon.error().message().c_str()), 3;
        print_features(*lexicon, doc);
        continue;
      }
      static const auto segmenter = Segmenter::open(*resources);
      if (!segmenter) return std::fprintf(stderr, "%s\n", segmenter.error().message().c_str()), 3;
      Article article;
      article.text = doc.text;
      const Analysis analysis = command == "tokens" ? segmenter->segment(article, doc.tokens, doc.sentences)
                                                    : segmenter->segment(article);
      std::fputs(analysis_to_conllu(analysis, doc.text, doc.id).c_str(), stdout);
    }
  }
  return 0;
}
