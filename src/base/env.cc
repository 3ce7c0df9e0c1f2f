#include "base/env.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ctime>
#include <filesystem>
#include <system_error>

namespace dragoman {
namespace {

namespace fs = std::filesystem;

// Never strerror: its text depends on the locale.
ErrorCode code_of(int error) { return error == ENOENT ? ErrorCode::kNotFound : ErrorCode::kIo; }
std::string reason_of(int error) {
  switch (error) {
    case ENOENT:
      return "no such file or folder";
    case EACCES:
      return "permission denied";
    case EISDIR:
      return "is a folder";
    case ENOSPC:
      return "no space left on the device";
    default:
      return "the system reports error " + std::to_string(error);
  }
}

class FileSource : public ByteSource {
 public:
  FileSource(std::FILE* file, std::string name, bool owned)
      : file_(file), name_(std::move(name)), owned_(owned) {}
  ~FileSource() override {
    if (owned_) std::fclose(file_);
  }
  FileSource(const FileSource&) = delete;
  FileSource& operator=(const FileSource&) = delete;

  Result<std::size_t> read(char* buffer, std::size_t size) override {
    const std::size_t n = std::fread(buffer, 1, size, file_);
    if (n == 0 && std::ferror(file_)) return fail(ErrorCode::kIo, reason_of(errno), name_);
    return n;
  }

 private:
  std::FILE* file_;
  std::string name_;
  bool owned_;
};

class SystemEnv : public Env {
 public:
  FileInfo stat(const std::string& path) override {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    FileInfo info;
    info.exists = !error && fs::exists(status);
    info.is_folder = info.exists && fs::is_directory(status);
    info.is_special = info.exists && !info.is_folder && !fs::is_regular_file(status);
    info.is_link = fs::is_symlink(fs::symlink_status(path, error));
    if (info.exists && fs::is_regular_file(status)) {
      const std::uintmax_t size = fs::file_size(path, error);
      if (!error) info.size = size;
    }
    return info;
  }

  Result<std::unique_ptr<ByteSource>> open(const std::string& path) override {
    std::FILE* file = std::fopen(path.c_str(), "rb");
    if (file == nullptr) return fail(code_of(errno), reason_of(errno), path);
    return std::make_unique<FileSource>(file, path, true);
  }

  std::unique_ptr<ByteSource> standard_input() override {
    return std::make_unique<FileSource>(stdin, "-", false);
  }

  Result<std::vector<std::string>> list(const std::string& folder) override {
    std::error_code error;
    std::vector<std::string> names;
    for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error))
      names.push_back(it->path().filename().string());
    if (error) return fail(code_of(error.value()), reason_of(error.value()), folder);
    std::sort(names.begin(), names.end());
    return names;
  }

  Result<void> write_file(const std::string& path, std::string_view bytes) override {
    std::FILE* file = std::fopen(path.c_str(), "wb");
    if (file == nullptr) return fail(code_of(errno), reason_of(errno), path);
    const bool written = std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
    const int error = errno;
    const bool closed = std::fclose(file) == 0;
    if (!written) return fail(ErrorCode::kIo, reason_of(error), path);
    if (!closed) return fail(ErrorCode::kIo, reason_of(errno), path);
    return {};
  }

  std::chrono::system_clock::time_point now() override { return std::chrono::system_clock::now(); }
};

}  // namespace

Env& Env::system() {
  static SystemEnv env;
  return env;
}

Result<std::string> read_file(Env& env, const std::string& path, std::size_t limit) {
  auto source = env.open(path);
  if (!source) return tl::unexpected(source.error());
  std::string out;
  char buffer[1 << 16];
  for (;;) {
    const auto n = (*source)->read(buffer, sizeof buffer);
    if (!n) return tl::unexpected(n.error());
    if (*n == 0) return out;
    if (out.size() + *n > limit)
      return fail(ErrorCode::kTooManyBytes, "larger than " + std::to_string(limit) + " bytes",
                  path);
    out.append(buffer, *n);
  }
}

std::string utc_timestamp(std::chrono::system_clock::time_point time) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  return fmt::format("{:04}-{:02}-{:02}T{:02}:{:02}:{:02}Z", parts.tm_year + 1900, parts.tm_mon + 1,
                     parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec);
}

}  // namespace dragoman
