package io.cutover.cli;

import java.util.Map;

/** The commands, as a script types them; for tests of other rooms. */
public final class Cli {
  private Cli() {}

  /** What came of one; the output is what both streams said. */
  public record Ran(int exit, String output) {}

  /** Runs a command in an environment. */
  public static Ran run(Map<String, String> env, String... args) {
    Typed.By script = Typed.By.script();
    env.forEach(script::env);
    Typed typed = script.types(args);
    return new Ran(typed.exit(), typed.out() + typed.err());
  }
}
