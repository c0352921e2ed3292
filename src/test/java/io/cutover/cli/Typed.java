package io.cutover.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** A command that was typed, and what came of it. */
record Typed(int exit, String out, String err) {

  /** Somebody at a terminal, or a script. */
  static final class By {
    private final Map<String, String> env = new HashMap<>();
    private final Deque<String> lines = new ArrayDeque<>();
    private boolean interactive;
    private Serving.Start start =
        (config, variables) -> {
          throw new Failure(Exit.FAILED, "no gateway in this test");
        };

    static By script() {
      return new By();
    }

    static By person(String... lines) {
      var person = new By();
      person.interactive = true;
      person.lines.addAll(List.of(lines));
      return person;
    }

    By env(String name, String value) {
      env.put(name, value);
      return this;
    }

    By starting(Serving.Start with) {
      start = with;
      return this;
    }

    Typed types(String... args) {
      var out = new StringWriter();
      var err = new StringWriter();
      UnaryOperator<String> variables = env::get;
      var terminal =
          new Terminal(
              new PrintWriter(out), new PrintWriter(err), variables, interactive, lines::poll);
      int exit = Main.run(terminal, start, args);
      return new Typed(exit, out.toString(), err.toString());
    }
  }
}
