// The renderer's side of calls with types of C++. Argument: the socket's path.
#include <triwire/ipc_renderer.h>
#include <triwire/typed_array.h>

#include <iostream>
#include <vector>

#include "order.h"

using namespace triwire;

int main(int argc, char** argv) {
  if (argc != 2) return 2;
  IpcRenderer ipcRenderer(argv[1]);

  const std::vector<Order> orders{{"tea", 2, "no sugar"}, {"cake", 3, {}}};
  const int count = to<int>(ipcRenderer.wait(ipcRenderer.invoke("order", toValue(orders))));
  std::cout << count << " pieces are ordered" << std::endl;

  const std::vector<double> numbers{1, 2, 6};
  std::cout << "their mean is " << ipcRenderer.wait(ipcRenderer.invoke("mean", typedArray(numbers)))
            << std::endl;

  const Value wrong = Value::fromJson(R"([{"item": "tea", "count": "two"}])");
  try {
    ipcRenderer.wait(ipcRenderer.invoke("order", wrong));
  } catch (const CallError& error) {
    std::cout << error.what() << std::endl;
  }
  std::cout << wrong.toJson() << " is "
            << ipcRenderer.wait(ipcRenderer.invoke("describe", wrong)).asString() << std::endl;
}
