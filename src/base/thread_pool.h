// Runs a function over a stream of items on many threads and hands on the results in the order of
// the items, holding only a bounded window of them in memory. Results never depend on the number
// of threads.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace dragoman {

inline constexpr int kMostThreads = 256;

// `next` gives the items (nullopt = the end) and `done` takes the results; both are called from
// the calling thread alone. `work` is called from any thread. With one thread all happens in the
// caller. `done` returns false to stop early.
template <typename In, typename Out>
void ordered_map(int threads, const std::function<std::optional<In>()>& next,
                 const std::function<Out(In)>& work, const std::function<bool(Out)>& done) {
  if (threads <= 1) {
    while (auto item = next())
      if (!done(work(std::move(*item)))) return;
    return;
  }
  struct Slot {
    std::optional<In> in;
    std::optional<Out> out;
  };
  std::mutex mutex;
  std::condition_variable wake_workers, wake_caller;
  std::deque<Slot*> waiting;
  std::deque<std::unique_ptr<Slot>> window;
  bool over = false;
  const auto worker = [&] {
    std::unique_lock lock(mutex);
    for (;;) {
      wake_workers.wait(lock, [&] { return over || !waiting.empty(); });
      if (over) return;
      Slot* slot = waiting.front();
      waiting.pop_front();
      lock.unlock();
      Out result = work(std::move(*slot->in));
      lock.lock();
      slot->out = std::move(result);
      wake_caller.notify_one();
    }
  };
  std::vector<std::thread> pool;
  pool.reserve(static_cast<std::size_t>(threads));
  for (int i = 0; i < std::min(threads, kMostThreads); ++i) {
    try {
      pool.emplace_back(worker);
    } catch (const std::system_error&) {
      break;  // the system gives no more: go on with those there are
    }
  }
  if (pool.empty()) {
    while (auto item = next())
      if (!done(work(std::move(*item)))) return;
    return;
  }
  const std::size_t most = pool.size() * 4;
  bool ended = false, stopped = false;
  while (!stopped) {
    while (!ended && window.size() < most) {
      std::optional<In> item = next();
      if (!item) {
        ended = true;
        break;
      }
      auto slot = std::make_unique<Slot>();
      slot->in = std::move(item);
      std::lock_guard lock(mutex);
      waiting.push_back(slot.get());
      window.push_back(std::move(slot));
      wake_workers.notify_one();
    }
    if (window.empty()) break;
    std::unique_ptr<Slot> first;
    {
      std::unique_lock lock(mutex);
      wake_caller.wait(lock, [&] { return window.front()->out.has_value(); });
      first = std::move(window.front());
      window.pop_front();
    }
    stopped = !done(std::move(*first->out));
  }
  {
    std::lock_guard lock(mutex);
    over = true;
    waiting.clear();
  }
  wake_workers.notify_all();
  for (std::thread& thread : pool) thread.join();
}

}  // namespace dragoman
