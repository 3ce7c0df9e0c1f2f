// How fast is the language analysis on one core, by either model, and how near to what the
// processor could do?
//
//   language_bench [FILE.txt | FILE.conllu …]     default: the texts of examples/
//
// Prints words and sentences a second of the complete analysis (features, encoder, heads, tree,
// names, lemmas; not segmentation), and as multiples of two floors measured in the same run: the
// multiplications of the model at the processor's peak for 8-bit numbers, and the mere reading and
// adding of the words' embeddings. Then the same of the accurate model, whose measure is word
// pieces a second and whose floor are the multiplications of its encoder. Last both together, as
// --tier auto has them: what the gate sends on, and sentences a second. Times are CPU times of one
// thread, the best of several rounds.
#include <sys/resource.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include "base/resources.h"
#include "document/analysis.h"
#include "language/accurate_model.h"
#include "language/analyzer.h"
#include "language/model.h"
#include "peak.h"

namespace {

using dragoman::AccurateModel;
using dragoman::Kernels;
using dragoman::LanguageModel;
using dragoman::bench::cpu_seconds;

// Seconds of one call: the best of five rounds of at least a fifth of a second.
double seconds_of(const std::function<void()>& work) {
  double best = 1e30;
  for (int round = 0; round < 5; ++round) {
    const double start = cpu_seconds();
    int calls = 0;
    double spent = 0;
    do {
      work();
      ++calls;
      spent = cpu_seconds() - start;
    } while (spent < 0.2);
    best = std::min(best, spent / calls);
  }
  return best;
}

// Cuts at blanks and before marks, ends sentences at full stops: enough for words of the usual
// lengths in sentences of the usual lengths.
void append_text(const std::string& text, dragoman::Analysis& analysis) {
  dragoman::Sentence sentence;
  std::string form;
  const auto end_word = [&] {
    if (form.empty()) return;
    dragoman::Word word;
    word.token = static_cast<std::uint32_t>(sentence.words.size());
    word.form = form;
    sentence.words.push_back(std::move(word));
    form.clear();
  };
  const auto end_sentence = [&] {
    end_word();
    if (!sentence.words.empty()) analysis.sentences.push_back(std::move(sentence));
    sentence = {};
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    const bool last = i + 1 == text.size() || text[i + 1] == ' ' || text[i + 1] == '\n';
    if (c == ' ' || c == '\n') {
      end_word();
      if (c == '\n' && i + 1 < text.size() && text[i + 1] == '\n') end_sentence();
    } else if (last && std::string_view(".,;:!?\"").find(c) != std::string_view::npos) {
      end_word();
      form = c;
      end_word();
      if (c == '.' || c == '!' || c == '?') end_sentence();
    } else {
      form += c;
    }
  }
  end_sentence();
}

bool read(const std::string& path, dragoman::Analysis& analysis) {
  std::ifstream stream(path, std::ios::binary);
  if (!stream) return false;
  const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
  if (!path.ends_with(".conllu")) {
    append_text(bytes, analysis);
    return true;
  }
  std::string text;
  auto gold = dragoman::analysis_from_conllu(bytes, &text);
  if (!gold) return false;
  std::move(gold->sentences.begin(), gold->sentences.end(), std::back_inserter(analysis.sentences));
  return true;
}

double multiplications_a_word(const dragoman::ModelConfig& c, double mean_words) {
  const auto f = [](std::size_t n) { return static_cast<double>(n); };
  const double tags = f(c.upos.size() + c.xpos.size() + c.feats.size());
  const double classes = 2 * f(c.distance_limits.size());
  return f(c.dilations.size()) * 3 * f(c.dim) * f(c.pieces * c.dim) +
         f(c.dim) * (tags + f(c.ner_dim) + 2 * f(c.arc_dim) + 2 * classes + 2 * f(c.label_dim)) +
         f(c.ner_dim) * f(c.ner.size()) + f(c.arc_dim) * f(c.arc_dim) + mean_words * f(c.arc_dim) +
         3 * f(c.label_dim) * f(c.deprel.size());
}

// Multiplications a second that the processor could do, as far as this program knows how.
double peak_rate(std::string& how) {
  volatile int sink = 0;
  constexpr int kRounds = 100000;
  const Kernels& kernels = dragoman::best_kernels();
  if (const auto loop = dragoman::bench::peak_loop(kernels.name); loop.run != nullptr) {
    how = loop.instruction;
    return loop.multiplications * kRounds / seconds_of([&] { sink = loop.run(kRounds); });
  }
  how = "the kernel on four rows";
  std::vector<dragoman::Quantised> a(std::size_t{2} * 1024, 3), b(std::size_t{4} * 1024, 5);
  std::int32_t sums[8];
  return 8.0 * 1024 * 1000 / seconds_of([&] {
           for (int i = 0; i < 1000; ++i)
             kernels.multiply_rows(a.data(), 2, b.data(), 4, 1024, sums, 4);
           sink = sums[0];
         });
}

// Of the encoder's layers, for each word piece, attention aside.
double multiplications_a_piece(const dragoman::Transformer::Shape& e) {
  const auto f = [](std::size_t n) { return static_cast<double>(n); };
  return f(e.layers) * (4 * f(e.width) * f(e.width) + 2 * f(e.width) * f(e.inner));
}

int fail(const dragoman::Error& error) {
  std::fprintf(stderr, "%s\n", error.message().c_str());
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> files(argv + 1, argv + argc);
  const std::string home = DRAGOMAN_SOURCE_DIR;
  if (files.empty())
    for (const auto& entry : std::filesystem::directory_iterator(home + "/examples"))
      if (entry.path().extension() == ".txt") files.push_back(entry.path().string());
  std::sort(files.begin(), files.end());
  dragoman::Analysis analysis;
  for (const std::string& file : files)
    if (!read(file, analysis)) {
      std::fprintf(stderr, "%s: cannot be read\n", file.c_str());
      return 1;
    }
  double words = 0;
  const auto sentences = static_cast<double>(analysis.sentences.size());
  for (const dragoman::Sentence& s : analysis.sentences)
    words += static_cast<double>(s.words.size());
  if (words == 0) return 2;

  const dragoman::Resources resources = dragoman::Resources::at(home);
  const auto analyzer = dragoman::Analyzer::open(resources);
  if (!analyzer) return fail(analyzer.error());
  const double whole = seconds_of([&] { analyzer->analyze(analysis, dragoman::Tier::kFast); });
  std::printf("%.0f words in %.0f sentences, one core\n", words, sentences);
  std::printf("complete analysis     %9.0f words/s  %7.0f sentences/s\n", words / whole,
              sentences / whole);

  const auto file = resources.map("models/fast.safetensors");
  if (!file) return fail(file.error());
  std::vector<std::vector<std::string_view>> forms;
  for (const dragoman::Sentence& s : analysis.sentences)
    for (std::size_t begin = 0; begin < s.words.size(); begin += LanguageModel::kMostWords) {
      auto& part = forms.emplace_back();
      for (std::size_t i = begin; i < std::min(s.words.size(), begin + LanguageModel::kMostWords);
           ++i)
        part.emplace_back(s.words[i].form);
    }
  double multiplications = 0;
  for (std::size_t index = 0; const Kernels* kernels = dragoman::usable_kernels(index); ++index) {
    const auto model = LanguageModel::load((*file)->bytes(), "models/fast.safetensors", *kernels);
    if (!model) return fail(model.error());
    multiplications = multiplications_a_word(model->config(), words / sentences);
    LanguageModel::Workspace work(*model);
    const double seconds = seconds_of([&] {
      for (const auto& part : forms) model->run(part, work);
    });
    std::printf("  model, %-14s %8.0f words/s\n", kernels->name, words / seconds);
  }

  // Hashing, gathering and adding the rows of all words, and nothing else.
  const auto model = LanguageModel::load((*file)->bytes(), "models/fast.safetensors");
  LanguageModel::Workspace work(*model);
  std::vector<float> x(LanguageModel::kMostWords * model->config().dim);
  const double embedding = seconds_of([&] {
    for (const auto& part : forms) model->embed(part, work, x.data());
  });
  std::string how;
  const double peak = peak_rate(how);
  const double floor = multiplications * words / peak;
  std::printf("floor: embeddings     %9.0f words/s  the analysis takes %.2f times as long\n",
              words / embedding, whole / embedding);
  std::printf("floor: multiplying    %9.0f words/s  the analysis takes %.2f times as long\n",
              words / floor, whole / floor);
  std::printf("  %.2f million a word at %.1f billion a second (%s)\n", multiplications * 1e-6,
              peak * 1e-9, how.c_str());

  const auto accurate_file = resources.map("models/accurate.safetensors");
  if (!accurate_file) return fail(accurate_file.error());
  const double accurate =
      seconds_of([&] { analyzer->analyze(analysis, dragoman::Tier::kAccurate); });
  std::printf("\naccurate model\ncomplete analysis     %9.0f words/s  %7.0f sentences/s\n",
              words / accurate, sentences / accurate);
  double pieces = 0, limit = 0;
  for (std::size_t index = 0; const Kernels* kernels = dragoman::usable_kernels(index); ++index) {
    const auto each = AccurateModel::load((*accurate_file)->bytes(), "accurate", *kernels);
    if (!each) return fail(each.error());
    AccurateModel::Workspace space(*each);
    pieces = 0;
    for (const auto& part : forms) {
      each->run(part, space);
      pieces += static_cast<double>(space.pieces());
    }
    limit = peak / multiplications_a_piece(each->config().encoder);
    const double seconds = seconds_of([&] {
      for (const auto& part : forms) each->run(part, space);
    });
    std::printf("  model, %-14s %8.0f pieces/s %7.0f sentences/s\n", kernels->name,
                pieces / seconds, sentences / seconds);
  }
  std::printf("floor: multiplying    %9.0f pieces/s  the analysis reaches %.0f %%\n", limit,
              100 * pieces / accurate / limit);
  const double both = seconds_of([&] { analyzer->analyze(analysis, dragoman::Tier::kAuto); });
  std::size_t sent = 0;
  for (const auto& part : forms) sent += model->gate(part, work) ? 1 : 0;
  std::printf(
      "\nauto: %.0f %% of the sentences go to the accurate model\n"
      "complete analysis     %9.0f words/s  %7.0f sentences/s\n",
      100 * static_cast<double>(sent) / static_cast<double>(forms.size()), words / both,
      sentences / both);

  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::printf("peak memory           %9.1f MiB\n", static_cast<double>(usage.ru_maxrss) / 1024);
  return 0;
}
