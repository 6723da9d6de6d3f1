"""Act in the local Slack as people do, in a headless Chromium, check what comes of it, and take pictures of that.

Usage: `make up`, then `make acting-pictures`. Needs Debian's `chromium` and `chromium-driver`, which speaks the W3C's
WebDriver protocol. The pictures are those of docs/acting.md.
"""

import json
import subprocess
import time
import uuid
from base64 import b64decode
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.request import Request, urlopen

from local.errors import LocalError
from local.hub import Hub
from local.processes import free_port
from local.settings import MEMBER_ACCOUNTS, REGION, ROOT, Settings, read

IMAGES = ROOT / "docs" / "images"
CHANNEL, APPROVERS = "config-monitor", "config-monitor-approvers"
WIDTH, HEIGHT, SECONDS = 1000, 3000, 40  # so high that nothing has to be scrolled
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
OPTIONS = ["--headless=new", "--no-sandbox", "--hide-scrollbars", f"--window-size={WIDTH},{HEIGHT}"]


class Browser:
    """One window of a headless Chromium."""

    def __init__(self, driver: str) -> None:
        self._session = driver
        capabilities = {"alwaysMatch": {"goog:chromeOptions": {"args": OPTIONS}}}
        self._session = f"{driver}/session/{self._ask('/session', capabilities=capabilities)['sessionId']}"

    def open(self, url: str) -> None:
        """Go to a page."""
        self._ask("/url", url=url)

    def wait_for(self, xpath: str) -> str:
        """The element that an expression selects, once it is there. Raises LocalError when it does not come."""
        limit = time.monotonic() + SECONDS
        while not (elements := self._ask("/elements", using="xpath", value=xpath)):
            if time.monotonic() > limit:
                raise LocalError(f"The page does not show {xpath} after {SECONDS} s.", 1)
            time.sleep(0.2)
        element: str = elements[-1][ELEMENT]
        return element

    def click(self, xpath: str) -> None:
        """Click what an expression selects."""
        self._ask(f"/element/{self.wait_for(xpath)}/click")

    def type(self, xpath: str, text: str) -> None:
        """Type into a field."""
        self._ask(f"/element/{self.wait_for(xpath)}/value", text=text)

    def set_value(self, xpath: str, value: str) -> None:
        """Choose a value, as of a date, whose keys depend on the language."""
        element = {ELEMENT: self.wait_for(xpath)}
        self._ask("/execute/sync", script="arguments[0].value = arguments[1]", args=[element, value])

    def picture(self, name: str, xpath: str) -> None:
        """Keep a picture of an element."""
        shown = self._ask(f"/element/{self.wait_for(xpath)}/screenshot", get=True)
        (IMAGES / f"{name}.png").write_bytes(b64decode(shown))
        print(f"docs/images/{name}.png")

    def close(self) -> None:
        """End the session and its Chromium."""
        urlopen(Request(self._session, method="DELETE"), timeout=30).close()

    def _ask(self, path: str, *, get: bool = False, **arguments: Any) -> Any:
        data = None if get else json.dumps(arguments).encode()
        request = Request(self._session + path, data, {"Content-Type": "application/json"})
        with urlopen(request, timeout=60) as answer:
            return json.load(answer)["value"]


@contextmanager
def browser() -> Iterator[Browser]:
    """A Chromium for as long as it is needed."""
    port = free_port()
    driver = subprocess.Popen(["chromedriver", f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        for _ in range(100):
            try:
                urlopen(f"http://127.0.0.1:{port}/status", timeout=5).close()
                break
            except OSError:
                time.sleep(0.2)
        window = Browser(f"http://127.0.0.1:{port}")
        yield window
        window.close()
    finally:
        driver.terminate()
        driver.wait()


class Person:
    """A user of the local Slack in front of a channel."""

    def __init__(self, window: Browser, slack_url: str, user: str, channel: str = CHANNEL) -> None:
        self.window = window
        window.open(f"{slack_url}/?channel={channel}&user={user}")

    def press(self, resource: str, action: str, option: str | None = None) -> None:
        """Press a button of the message about a resource, or choose from its menu."""
        control = f"{message(resource)}//*[@data-action='{action}']"
        self.window.click(f"{control}/option[@value='{option}']" if option else control)

    def sees(self, resource: str, text: str) -> None:
        """Wait until the message about a resource, or its thread, shows a text."""
        self.window.wait_for(f"{message(resource)}[contains(., {json.dumps(text)})]")

    def fill_in(self, reason: str, expires: str) -> None:
        """Fill in the dialog of an exception."""
        self.window.type("//dialog[@open]//textarea", reason)
        self.window.set_value("//dialog[@open]//input[@type='date']", expires)

    def submit(self) -> None:
        """Submit the dialog."""
        self.window.click("//dialog[@open]//menu/button[not(@data-close)]")


def message(resource: str) -> str:
    """The message that names a resource."""
    return f"//div[@id='messages']/article[contains(., '{resource}')][1]"


def violation(hub: Hub, rule: str, resource_type: str, resource: str) -> None:
    """Have a resource stop complying, and be notified."""
    event = json.loads((ROOT / "events" / "config" / "non-compliant.json").read_text())
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
    detail, account = event["detail"], MEMBER_ACCOUNTS[0]
    qualifier = {"configRuleName": rule, "resourceType": resource_type, "resourceId": resource}
    result = {
        "evaluationResultIdentifier": {"evaluationResultQualifier": qualifier, "orderingTimestamp": now},
        "complianceType": "NON_COMPLIANT",
        "resultRecordedTime": now,
        "configRuleInvokedTime": now,
    }
    detail |= {"resourceId": resource, "resourceType": resource_type, "configRuleName": rule, "awsRegion": REGION}
    detail |= {"awsAccountId": account, "newEvaluationResult": result, "notificationCreationTime": now}
    detail |= {"configRuleARN": f"arn:aws:config:{REGION}:{account}:config-rule/config-rule-a1b2c3"}
    before = {"complianceType": "COMPLIANT", "resultRecordedTime": "2026-01-01T00:00:00.000Z"}
    detail["oldEvaluationResult"] = {**result, **before}
    event |= {"id": str(uuid.uuid4()), "account": account, "region": REGION, "time": f"{now[:19]}Z"}
    if (ended := hub.ended(hub.start(event)))["status"] != "SUCCEEDED":
        raise LocalError(f"The event about {resource} failed: {ended.get('cause')}", 1)


def story(window: Browser, hub: Hub) -> None:
    """Acknowledge, mute, except, two people, undo and the command, each with what it shows."""
    tag, day = uuid.uuid4().hex[:4], (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    instance, cluster, bucket = f"i-bastion-{tag}", f"orchard-{tag}", f"orchard-site-{tag}"
    violation(hub, "ec2-imdsv2-check", "AWS::EC2::Instance", instance)
    violation(hub, "eks-endpoint-no-public-access", "AWS::EKS::Cluster", cluster)
    violation(hub, "s3-bucket-public-write-prohibited", "AWS::S3::Bucket", bucket)

    bob = Person(window, hub.slack_url, "UBOB")
    window.picture("acting-buttons", message(instance))
    bob.press(instance, "acknowledge")
    bob.sees(instance, "Acknowledged by bob")
    bob.sees(instance, "1 reply")
    window.picture("acting-acknowledged", message(instance))
    bob.press(instance, "undo_acknowledge")
    bob.sees(instance, "Acknowledgement undone by bob")
    bob.press(cluster, "mute", "7")
    window.wait_for("//article[contains(@class, 'ephemeral')][contains(., 'Only approvers')]")

    alice = Person(window, hub.slack_url, "UALICE")
    alice.press(cluster, "mute", "7")
    alice.sees(cluster, "Muted for 7 days by alice")
    window.picture("acting-muted", message(cluster))
    alice.press(cluster, "undo_mute")
    alice.sees(cluster, "Unmuted by alice")
    alice.press(instance, "except")
    alice.fill_in("A bastion host of the old image; it is replaced in December.", "2020-01-01")
    alice.submit()
    window.wait_for("//dialog[@open]//p[contains(., 'This day is over')]")
    window.picture("acting-dialog", "//dialog[@open]")
    window.set_value("//dialog[@open]//input[@type='date']", day)
    alice.submit()
    alice.sees(instance, "Excepted until")
    window.picture("acting-excepted", message(instance))
    alice.press(instance, "undo_except")
    alice.sees(instance, "Exception ended by alice")

    alice.press(bucket, "except")
    alice.fill_in("The public web site.", day)
    alice.submit()
    window.wait_for("//article[contains(@class, 'ephemeral')][contains(., 'second approver')]")
    carol = Person(window, hub.slack_url, "UCAROL", APPROVERS)
    carol.sees(bucket, "a second person is asked")
    window.picture("acting-two-people", message(bucket))
    carol.press(bucket, "approve")
    carol.sees(bucket, "Agreed by carol")
    window.picture("acting-agreed", message(bucket))

    asked = Person(window, hub.slack_url, "UBOB")
    asked.sees(bucket, "Excepted until")
    window.type("//form[@id='composer']/input", "/compliance\ue007")
    window.wait_for("//article[contains(@class, 'ephemeral')][contains(., 'Compliance score')]")
    window.picture("acting-compliance", "//article[contains(@class, 'ephemeral')][contains(., 'Compliance score')]")


def main(settings: Settings) -> None:
    """Play the story on the engine that `make up` started."""
    hub = Hub(settings.engine_url, settings.slack_url, settings.stack)
    with browser() as window:
        story(window, hub)


if __name__ == "__main__":
    main(read())
