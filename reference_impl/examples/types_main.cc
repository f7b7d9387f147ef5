// Main's side of calls with types of C++. Argument: the socket's path.
#include <triwire/ipc_main.h>
#include <triwire/typed_array.h>
#include <triwire/visit.h>

#include <iostream>
#include <numeric>
#include <string>
#include <vector>

#include "order.h"

using namespace triwire;

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  IpcMain ipcMain;

  // What is no list of orders is an error, which says where; it rejects the call.
  ipcMain.handle("order", [](auto&, const Args& args) {
    int count = 0;
    for (const Order& order : to<std::vector<Order>>(args, 0)) count += order.count;
    return count;
  });

  // The elements of a typed array are read where they are.
  ipcMain.handle("mean", [](auto&, const Args& args) {
    const std::span<const double> numbers = elementsOf<const double>(args[0]);
    return std::accumulate(numbers.begin(), numbers.end(), 0.0) /
           static_cast<double>(numbers.size());
  });

  // Whatever it is: one function for each kind.
  ipcMain.handle("describe", [](auto&, const Args& args) {
    const Overloaded describe{
        [](std::string_view text) { return "a text of " + std::to_string(text.size()) + " bytes"; },
        [](VisitedArray array) { return "a list of " + std::to_string(array.value.size()); },
        [](const auto&) { return std::string("something else"); }};
    return visit(describe, args[0]);
  });

  ipcMain.onDisconnect([&](const WebContents&, std::string_view) { ipcMain.stop(); });
  ipcMain.listen(argv[1]);
  ipcMain.run();
}
