package io.cutover.state;

import static org.assertj.core.api.Assertions.assertThat;

import io.cutover.split.Platform;
import io.cutover.split.SwitchPosition;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RetireTest {
  @TempDir Path temp;
  private Steps steps;

  @BeforeEach
  void open() {
    steps = new Steps(temp);
  }

  @AfterEach
  void close() {
    steps.close();
  }

  @Test
  void everyHomeIsTheNewPlatformAndComesBack() {
    steps.make(new Change.Retire(false));
    steps.reopen();
    assertThat(steps.keeper.current().retired()).isTrue();
    assertThat(steps.keeper.current().routes().values())
        .allMatch(route -> route.home() == Platform.NEW);

    steps.make(new Change.Retire(true));
    steps.reopen();
    assertThat(steps.keeper.current().retired()).isFalse();
    assertThat(steps.keeper.current().routes().values())
        .allMatch(route -> route.home() == Platform.OLD);
  }

  @Test
  void retiringIsUndoneAsAnyChange() {
    String retired = steps.make(new Change.Retire(false));

    steps.make(steps.undo(retired));

    assertThat(steps.keeper.current().retired()).isFalse();
    assertThat(steps.orders().home()).isEqualTo(Platform.OLD);
  }

  @Test
  void itIsDoneOnce() {
    assertThat(steps.refused(new Change.Retire(true))).contains("not retired");
    steps.make(new Change.Retire(false));
    assertThat(steps.refused(new Change.Retire(false))).contains("--undo");
  }

  @Test
  void theSwitchCanNotSendEverythingToWhatIsRetired() {
    steps.make(new Change.Retire(false));

    assertThat(steps.refused(new Change.SetSwitch(SwitchPosition.OLD, null)))
        .contains("retire old --undo");
    steps.make(new Change.SetSwitch(SwitchPosition.NEW, null));
  }
}
