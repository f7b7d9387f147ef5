// Shared ownership within one thread.
#pragma once

#include <cstddef>
#include <utility>

namespace triwire::protocol {

/// As std::shared_ptr, of an object that only one thread uses: copies cost no atomic operation.
template <class T>
class LocalPtr {
 public:
  LocalPtr() = default;
  LocalPtr(std::nullptr_t) {}
  template <class... Arguments>
  static LocalPtr make(Arguments&&... arguments) {
    return LocalPtr(new Shared{T(std::forward<Arguments>(arguments)...)});
  }
  LocalPtr(const LocalPtr& other) noexcept : shared_(other.shared_) {
    if (shared_ != nullptr) ++shared_->owners;
  }
  LocalPtr(LocalPtr&& other) noexcept : shared_(std::exchange(other.shared_, nullptr)) {}
  LocalPtr& operator=(LocalPtr other) noexcept {
    std::swap(shared_, other.shared_);
    return *this;
  }
  ~LocalPtr() {
    if (shared_ != nullptr && --shared_->owners == 0) delete shared_;
  }

  /// What is const, is it whole.
  T& operator*() { return shared_->object; }
  const T& operator*() const { return shared_->object; }
  T* operator->() { return &shared_->object; }
  const T* operator->() const { return &shared_->object; }
  std::size_t owners() const { return shared_ == nullptr ? 0 : shared_->owners; }

  friend bool operator==(const LocalPtr& pointer, std::nullptr_t) {
    return pointer.shared_ == nullptr;
  }
  explicit operator bool() const { return shared_ != nullptr; }

 private:
  struct Shared {
    T object;
    std::size_t owners = 1;
  };
  explicit LocalPtr(Shared* shared) : shared_(shared) {}

  Shared* shared_ = nullptr;
};

}  // namespace triwire::protocol
