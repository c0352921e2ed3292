package io.cutover.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** A command that has its name, but comes with a later version: said, never half done. */
@Command(hidden = true)
final class NotThereYet implements Callable<Integer> {
  static final List<String> COMMANDS = List.of("shadow", "compare", "import");

  @Spec private @Nullable CommandSpec spec;

  @Unmatched private final List<String> ignored = new ArrayList<>();

  @Override
  public Integer call() {
    throw new Failure(Exit.USAGE, (spec == null ? "this" : spec.name()) + " is not there yet");
  }
}
