#include "store/write_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace dragoman {

Result<WriteLock> WriteLock::take(const std::string& store_path) {
  const std::string path = store_path + "-lock";
  const int file = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0644);
  if (file < 0) {
    const char* reason = errno == ENOENT   ? "no such folder"
                         : errno == EACCES ? "permission denied"
                         : errno == EROFS  ? "on a read-only file system"
                                           : "its lock file cannot be opened";
    return fail(ErrorCode::kStore, reason, store_path);
  }
  WriteLock lock(file);
  int locked = 0;
  do locked = ::flock(file, LOCK_EX | LOCK_NB);
  while (locked != 0 && errno == EINTR);
  if (locked != 0) {
    if (errno != EWOULDBLOCK)
      return fail(ErrorCode::kStore, "cannot be locked on this file system", store_path);
    char holder[16] = {};
    const ssize_t n = ::pread(file, holder, sizeof holder - 1, 0);
    std::string who;
    for (ssize_t i = 0; i < n && holder[i] >= '0' && holder[i] <= '9'; ++i) who += holder[i];
    return fail(ErrorCode::kStoreLocked,
                "another process" + (who.empty() ? who : " (" + who + ")") +
                    " writes to this store; wait for it to end, reading goes on meanwhile",
                store_path);
  }
  // The number is only for that message.
  const std::string self = std::to_string(::getpid()) + "\n";
  if (::ftruncate(file, 0) != 0 ||
      ::pwrite(file, self.data(), self.size(), 0) != static_cast<ssize_t>(self.size())) {
    return fail(ErrorCode::kStore, "its lock file cannot be written", store_path);
  }
  return lock;
}

WriteLock::WriteLock(WriteLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}
WriteLock& WriteLock::operator=(WriteLock&& other) noexcept {
  std::swap(file_, other.file_);
  return *this;
}
WriteLock::~WriteLock() {
  if (file_ >= 0) ::close(file_);
}

}  // namespace dragoman
