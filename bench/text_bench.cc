// How fast is text cut into sentences and words, and how far is that from merely decoding it?
//
//   text_bench [FILE…]     plain text (default: the example reports)
//
// CPU seconds of one core; best of several runs. The floor decodes the same bytes to code points.
#include <algorithm>
#include <cstdio>
#include <ctime>
#include <string>
#include <vector>

#include "base/env.h"
#include "base/resources.h"
#include "base/utf8.h"
#include "text/segment.h"

namespace {

using namespace dragoman;

template <typename Work>
double best_seconds(Work work) {
  constexpr int kRuns = 5;
  double best = 1e9;
  for (int run = 0; run < kRuns; ++run) {
    const std::clock_t start = std::clock();
    work();
    best = std::min(best, static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
  }
  return std::max(best, 1e-9);
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> files(argv + 1, argv + argc);
  if (files.empty())
    for (const char* name :
         {"background-anniversary", "ministry-release", "translated-report", "wire-patrol-boats"})
      files.push_back(std::string(DRAGOMAN_SOURCE_DIR) + "/examples/" + name + ".txt");
  std::string text;
  for (const std::string& file : files) {
    const auto bytes = read_file(Env::system(), file);
    if (!bytes) return std::fprintf(stderr, "%s\n", bytes.error().message().c_str()), 1;
    text += *bytes + "\n\n";
  }
  const std::string once = text;
  while (text.size() < (4U << 20)) text += once;

  const auto resources = Resources::find(Env::system(), DRAGOMAN_SOURCE_DIR);
  if (!resources) return std::fprintf(stderr, "%s\n", resources.error().message().c_str()), 3;
  const auto segmenter = Segmenter::open(*resources);
  if (!segmenter) return std::fprintf(stderr, "%s\n", segmenter.error().message().c_str()), 3;

  char32_t sum = 0;
  const double floor = best_seconds([&] {
    for (std::size_t i = 0; i < text.size();) sum += next_code_point(text, i);
  });
  Article article;
  article.text = text;
  std::size_t sentences = 0, words = 0;
  const double seconds = best_seconds([&] {
    const Analysis analysis = segmenter->segment(article);
    sentences = analysis.sentences.size();
    words = 0;
    for (const Sentence& s : analysis.sentences) words += s.words.size();
  });
  const double megabytes = static_cast<double>(text.size()) / 1e6;
  std::printf("text     %.1f MB, %zu sentences, %zu words\n", megabytes, sentences, words);
  std::printf("segment  %.1f MB/s, %.0f sentences/s, %.2f M words/s\n", megabytes / seconds,
              static_cast<double>(sentences) / seconds, static_cast<double>(words) / seconds / 1e6);
  std::printf("decode   %.1f MB/s (floor; checksum %u): segment takes %.1f times as long\n",
              megabytes / floor, static_cast<unsigned>(sum), seconds / floor);
  return 0;
}
