// Runs a fuzz target without a fuzzer: once on nothing, once on each file of the seed corpus, and
// once on each of a few broken copies of it (cut short, one byte changed). Always the same
// inputs, so that it serves as an ordinary test:
//
//   html_replay FOLDER|FILE…
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

void run(const std::string& bytes) {
  LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size());
}

void run_with_broken_copies(const std::string& bytes) {
  run(bytes);
  constexpr std::size_t kCopies = 16;
  for (std::size_t i = 1; i < kCopies; ++i) {
    const std::size_t at = bytes.size() * i / kCopies;
    if (at >= bytes.size()) break;
    run(bytes.substr(0, at));
    std::string changed = bytes;
    changed[at] = static_cast<char>(static_cast<unsigned char>(changed[at]) ^ (0x11U * i));
    run(changed);
  }
}

}  // namespace

int main(int argc, char** argv) {
  namespace fs = std::filesystem;
  std::vector<fs::path> files;
  for (int i = 1; i < argc; ++i) {
    std::error_code ignored;
    if (fs::is_directory(argv[i], ignored)) {
      for (const auto& entry : fs::recursive_directory_iterator(argv[i]))
        if (entry.is_regular_file()) files.push_back(entry.path());
    } else {
      files.emplace_back(argv[i]);
    }
  }
  std::sort(files.begin(), files.end());
  run("");
  for (const fs::path& file : files) {
    std::ifstream stream(file, std::ios::binary);
    if (!stream) {
      std::fprintf(stderr, "cannot read %s\n", file.c_str());
      return 1;
    }
    const std::string bytes{std::istreambuf_iterator<char>(stream), {}};
    // Named before the call: a crash must say which file it was.
    std::printf("%s (%zu bytes)\n", file.c_str(), bytes.size());
    std::fflush(stdout);
    run_with_broken_copies(bytes);
  }
  std::printf("%zu files\n", files.size());
  return 0;
}
