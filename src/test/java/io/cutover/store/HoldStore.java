package io.cutover.store;

import java.nio.file.Path;

/** Another process that writes in a folder: says what came of opening it, and stays. */
final class HoldStore {
  private HoldStore() {}

  public static void main(String[] args) throws Exception {
    switch (FileStore.open(Path.of(args[0]))) {
      case Opened.Ready(FileStore store) ->
          System.out.println(store.commit(store.version(), "{}", "{}"));
      case Opened.Refused(String detail) -> System.out.println("refused " + detail);
    }
    System.out.flush();
    int _ = System.in.read();
  }
}
