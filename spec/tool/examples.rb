#!/usr/bin/env ruby
# frozen_string_literal: true

# Makes a GoogleTest program of the examples in the text. An example is two listings of one name, the first for main
# and the second for a renderer:
#
#     .At main
#     [source,cpp,example=Send]
#     ----
#     …
#     ----
#
# In the renderer's, a line `expression;  // → value` is checked for that value, and `expression;  // throws NAME` or
# `// throws NAME: text` for a CallError of that outcome and text. Every renderer's listing has such a line, and there
# are no other listings of C++.

require 'optparse'

module Examples
  LISTING = /^\.(At main|In a renderer)\n\[source,cpp,example=(\w+)\]\n----\n(.*?)^----$/m
  VALUE = %r{^(\s*)(\S.*);  // → (.+)$}
  FAILURE = %r{^(\s*)(\S.*);  // throws (\w+)(?:: (.+))?$}

  PRELUDE = <<~'CPP'
    // Made by spec/tool/examples.rb from the examples of the specification.
    #include <gtest/gtest.h>
    #include <sys/socket.h>
    #include <triwire/ipc_main.h>
    #include <triwire/ipc_renderer.h>

    #include <chrono>
    #include <cstdlib>
    #include <functional>
    #include <future>
    #include <string>
    #include <thread>
    #include <utility>
    #include <vector>

    using namespace triwire;

    namespace {

    const Value undefined;

    std::pair<std::string, std::string> failureOf(const std::function<void()>& call) {
      try {
        call();
      } catch (const CallError& error) {
        return {std::string(nameOf(error.kind())), error.what()};
      }
      return {"nothing", ""};
    }

    // Runs main in a thread of its own until the test ends.
    class Main {
     public:
      using Body = std::function<void(IpcMain&, const std::function<void()>& serve)>;

      explicit Main(Body body) {
        std::promise<void> ready;
        thread_ = std::thread([this, body = std::move(body), &ready] {
          IpcMain ipcMain;
          ipcMain_ = &ipcMain;
          body(ipcMain, [&] {
            int ends[2];
            if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) std::abort();
            ipcMain.adopt(ends[0]);
            renderer_ = ends[1];
            ready.set_value();
            ipcMain.run();
          });
        });
        ready.get_future().wait();
      }
      ~Main() {
        ipcMain_->stop();
        thread_.join();
      }

      int renderer() const { return renderer_; }

     private:
      std::thread thread_;
      IpcMain* ipcMain_ = nullptr;
      int renderer_ = -1;
    };

    }  // namespace
  CPP

  module_function

  def program(paths)
    texts = paths.map { |path| File.read(path) }
    listings = texts.flat_map { |text| text.scan(LISTING) }
    raise 'no examples were found' if listings.empty?
    raise 'a listing of C++ is no example' if texts.join.scan(/^\[source,cpp/).size != listings.size

    [PRELUDE, *listings.group_by { |_, name, _| name }.map { |name, both| test(name, both) }].join("\n")
  end

  def test(name, both)
    sides = both.to_h { |side, _, code| [side, code] }
    raise "example #{name}: expected one listing at main and one in a renderer" if both.size != 2 || sides.size != 2

    checked = checks(sides['In a renderer'])
    raise "example #{name} checks nothing" unless checked.include?('EXPECT_EQ')

    <<~CPP
      TEST(SpecExamples, #{name}) {
        Main main([](IpcMain& ipcMain, const auto& serve) {
      #{sides['At main']}
          serve();
        });
        IpcRenderer ipcRenderer(main.renderer());
      #{checked}
      }
    CPP
  end

  def checks(code)
    code.gsub(VALUE) { "#{$1}EXPECT_EQ(Value(#{$2}), Value(#{$3}));" }
        .gsub(FAILURE) { "#{$1}#{failure($2, $3, $4)}" }
  end

  def failure(expression, outcome, text)
    call = "failureOf([&] { static_cast<void>(#{expression}); })"
    return "EXPECT_EQ(#{call}.first, #{outcome.dump});" unless text

    "EXPECT_EQ(#{call}, std::pair(std::string(#{outcome.dump}), std::string(#{text.dump})));"
  end
end

out = nil
OptionParser.new do |parser|
  parser.banner = "usage: examples.rb --out FILE CHAPTER…\nexample: examples.rb --out test.cc chapters/*.adoc"
  parser.on('--out FILE', 'the C++ file') { |path| out = path }
end.parse!
abort 'examples.rb: --out is missing' unless out
begin
  File.write(out, Examples.program(ARGV))
rescue RuntimeError => e
  abort "examples.rb: #{e.message}"
end
