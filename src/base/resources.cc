#include "base/resources.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <system_error>

#include "base/env.h"

namespace dragoman {

Result<std::shared_ptr<const MappedFile>> MappedFile::open(const std::string& path) {
  const int file = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return fail(ErrorCode::kData, "cannot be opened", path);
  struct stat info{};
  void* data = MAP_FAILED;
  std::size_t size = 0;
  if (::fstat(file, &info) == 0 && S_ISREG(info.st_mode) && info.st_size > 0) {
    size = static_cast<std::size_t>(info.st_size);
    data = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, file, 0);
  }
  ::close(file);
  if (data == MAP_FAILED) return fail(ErrorCode::kData, "is empty or cannot be mapped", path);
  return std::shared_ptr<const MappedFile>(new MappedFile(static_cast<const char*>(data), size));
}

MappedFile::~MappedFile() { ::munmap(const_cast<char*>(data_), size_); }

Result<Resources> Resources::find(Env& env, const std::string& given) {
  std::vector<std::string> candidates;
  if (!given.empty()) {
    candidates.push_back(given);
  } else if (const char* named = std::getenv("DRAGOMAN_DATA"); named != nullptr && *named) {
    candidates.emplace_back(named);
  } else {
    std::error_code error;
    const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", error);
    if (!error) {
      // A build tree keeps its programs up to four folders below the repository.
      const std::string folder = program.parent_path().string();
      for (const char* way :
           {"", "/../share/dragoman", "/..", "/../..", "/../../..", "/../../../.."})
        candidates.push_back(folder + way);
    }
  }
  std::string tried;
  for (const std::string& candidate : candidates) {
    const std::string folder = std::filesystem::path(candidate).lexically_normal().string();
    if (env.stat(folder + "/data/text/abbreviations.tsv").exists &&
        env.stat(folder + "/models").is_folder)
      return Resources(folder);
    tried += (tried.empty() ? "" : ", ") + folder;
  }
  return fail(ErrorCode::kData, "no folder with data/ and models/ (tried " + tried +
                                    "); set DRAGOMAN_DATA to the folder that holds them");
}

bool Resources::has_in(const std::string& folder, const std::string& name) {
  return Env::system().stat(folder + "/" + name).exists;
}

Result<std::shared_ptr<const MappedFile>> Resources::map(const std::string& name) const {
  auto file = MappedFile::open(home_ + "/" + name);
  if (!file && name.rfind("models/", 0) == 0) file.error().code = ErrorCode::kModel;
  return file;
}

Result<Tsv> Resources::table(const std::string& name) const { return table_in(home_, name); }

Result<Tsv> Resources::table_in(const std::string& folder, const std::string& name) const {
  const auto file = MappedFile::open(folder + "/" + name);
  if (!file) return tl::unexpected(file.error());
  return Tsv::parse((*file)->bytes(), name);
}

}  // namespace dragoman
