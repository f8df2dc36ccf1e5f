"""Checks what only the translated templates show: what AWS's own translator makes of loops and SAM's functions.

cfn-lint expands the loops but leaves SAM's functions as they are in such a template, so the translator runs here.
"""

import json
import re
import sys
from functools import cache
from pathlib import Path

import boto3
import networkx
from cfnlint.decode import decode
from cfnlint.graph import Graph
from cfnlint.schema import PROVIDER_SCHEMA_MANAGER
from cfnlint.template import Template
from samtranslator.model.exceptions import InvalidDocumentException
from samtranslator.parser.parser import Parser
from samtranslator.translator.translator import Translator

REGION = "eu-central-1"
# CloudFormation's limits: a template given in the call itself, one in a bucket, and resources of a stack.
INLINE, FROM_BUCKET, RESOURCES = 51_200, 1_000_000, 500
# Where a function writes a value of a metric.
MEASURES = re.compile(r'telemetry::measure(?:_each)?\(\s*[^,]+,\s*"(\w+)",[^;]*?&\[([^\]]*)\]\s*,?\s*\);', re.DOTALL)
DIMENSION = re.compile(r'\("(\w+)",\s*("?\w+"?)\)')
# What holds data.
STATEFUL = {"AWS::DynamoDB::Table", "AWS::S3::Bucket", "AWS::SecretsManager::Secret"}


def translate(path):
    """The template as CloudFormation works with it: without loops, without SAM."""
    parsed, faults = decode(path)
    assert not faults, faults
    template = Template(path, parsed, [REGION])
    faults = template.transform()
    assert not faults, faults
    expanded = json.loads(json.dumps(template.template, default=str))
    transforms = expanded.pop("Transform")
    if "AWS::Serverless-2016-10-31" not in transforms:
        return expanded
    session = boto3.session.Session(region_name=REGION)
    try:
        return Translator({}, Parser(), boto_session=session).translate(expanded, {}, {})
    except InvalidDocumentException as error:
        raise SystemExit(f"{path}: {'; '.join(cause.message for cause in error.causes)}") from error


def references(value):
    """Every logical id that a value names by Ref or Fn::GetAtt."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "Ref":
                yield inner
            elif key == "Fn::GetAtt":
                yield inner[0] if isinstance(inner, list) else inner.split(".")[0]
            else:
                yield from references(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from references(inner)


def tags_of(properties):
    tags = properties.get("Tags", {})
    return tags if isinstance(tags, dict) else {tag["Key"]: tag["Value"] for tag in tags}


def statements_of(resource):
    """What a role or policy allows or denies."""
    if not resource["Type"].startswith("AWS::IAM::"):
        return
    properties = resource["Properties"]
    documents = [one["PolicyDocument"] for one in [properties, *properties.get("Policies", [])] if "PolicyDocument" in one]
    for document in documents:
        for statement in document["Statement"]:
            # Either side of a condition.
            yield from (side for side in statement.get("Fn::If", [statement]) if isinstance(side, dict) and "Effect" in side)


@cache
def measured():
    """The metrics that the functions write, with their dimensions: a text in quotes, or an expression, which may have any value."""
    found = []
    for source in [*Path("shared/src").rglob("*.rs"), *Path("functions").glob("*/src/**/*.rs")]:
        for metric, dimensions in MEASURES.findall(source.read_text(encoding="utf-8")):
            found.append((metric, dict(DIMENSION.findall(dimensions))))
    return found


def writes(known, metric, dimensions):
    values = known[1]
    is_any = {name for name, value in values.items() if not value.startswith('"')}
    said = {name: value if name in is_any else value.strip('"') for name, value in values.items()}
    return (known[0], said) == (metric, {name: said.get(name) if name in is_any else value for name, value in dimensions.items()})


def asynchronous(resources):
    """Functions that something calls without waiting for the answer: schedules, rules, logs, and functions that may."""
    for resource in resources.values():
        properties = resource.get("Properties", {})
        if resource["Type"] == "AWS::Scheduler::Schedule":
            yield from references(properties["Target"]["Arn"])
        elif resource["Type"] == "AWS::Events::Rule":
            for target in properties["Targets"]:
                yield from references(target["Arn"])
        elif resource["Type"] == "AWS::Logs::SubscriptionFilter":
            yield from references(properties["DestinationArn"])
        for statement in statements_of(resource):
            if "lambda:InvokeFunction" in statement["Action"]:
                yield from references(statement["Resource"])


def faults_of(path):
    size = Path(path).stat().st_size
    if size > FROM_BUCKET:
        yield f"has {size:,} bytes; CloudFormation takes {FROM_BUCKET:,} from a bucket"
    translated = translate(path)
    resources = translated["Resources"]
    expanded = len(json.dumps(translated))
    if expanded > FROM_BUCKET:
        yield f"is translated to {expanded:,} bytes; CloudFormation takes {FROM_BUCKET:,}"
    if len(resources) > RESOURCES:
        yield f"makes {len(resources)} resources; a stack has {RESOURCES} at most"

    graph = Graph(Template(path, translated, [REGION])).graph
    if not networkx.is_directed_acyclic_graph(graph):
        yield f"depends on itself: {' -> '.join(edge[0] for edge in networkx.find_cycle(graph))}"

    queues_with_alarm = set()
    for resource in resources.values():
        if resource["Type"] == "AWS::CloudWatch::Alarm" and resource["Properties"].get("Namespace") == "AWS/SQS":
            queues_with_alarm |= set(references(resource["Properties"]["Dimensions"]))
    reported = {}
    for name, resource in resources.items():
        kind, properties = resource["Type"], resource.get("Properties", {})
        schema = PROVIDER_SCHEMA_MANAGER.get_resource_schema(REGION, kind).schema
        # SAM gives its stream mappings no tags; those of the stack reach them.
        if "Tags" in schema["properties"] and kind != "AWS::Lambda::EventSourceMapping":
            if tags_of(properties).get("project") != "rollcall":
                yield f"{name} ({kind}) lacks the tag project"
        for statement in statements_of(resource):
            actions = statement["Action"]
            on_s3 = any(action.startswith("s3:") for action in ([actions] if isinstance(actions, str) else actions))
            if on_s3 and "aws:ResourceAccount" not in json.dumps(statement.get("Condition", {})):
                yield f"{name}: {statement['Sid']} reaches buckets of other accounts"
        if kind in STATEFUL:
            if resource.get("DeletionPolicy") != "RetainExceptOnCreate":
                yield f"{name} goes with its stack, or stays behind after a first deployment that failed"
            if resource.get("UpdateReplacePolicy") != "Retain":
                yield f"{name} goes when it is replaced"
            if {"BucketName", "TableName", "Name"} & properties.keys():
                yield f"{name} has a fixed name, on which a second deployment fails"
        if kind == "AWS::DynamoDB::Table" and "DeletionProtectionEnabled" not in properties:
            yield f"{name} does not refuse to be deleted"
        if kind == "AWS::ApiGatewayV2::Stage":
            routes = {one["Properties"]["RouteKey"]: id for id, one in resources.items() if one["Type"] == "AWS::ApiGatewayV2::Route"}
            waits_for = resource.get("DependsOn", [])
            for key in properties.get("RouteSettings", {}):
                if key not in routes:
                    yield f"{name} has settings for {key}, which is no route"
                elif routes[key] not in waits_for:
                    yield f"{name} has settings for {key}, and is made before it ({routes[key]})"
            # An organisation's share is counted behind the gateway, which must let the shares of some through.
            scim = properties.get("RouteSettings", {}).get("ANY /scim/{proxy+}", {}).get("ThrottlingRateLimit", {})
            rate = translated["Parameters"][scim["Ref"]]["Default"] if isinstance(scim, dict) and scim else scim or 0
            if "ANY /scim/{proxy+}" in routes and rate < 1000:
                yield f"{name} lets {rate} requests a second through to directories"
        if kind == "AWS::CloudWatch::Alarm" and properties.get("Namespace") == "Rollcall":
            metric, dimensions = properties["MetricName"], {one["Name"]: one["Value"] for one in properties["Dimensions"]}
            if not any(writes(known, metric, dimensions) for known in measured()):
                yield f"{name} waits for values that no function writes: {metric} {dimensions}"
        if kind == "AWS::Logs::LogGroup" and "RetentionInDays" not in properties:
            yield f"{name} is kept for ever"
        if kind == "AWS::Lambda::EventInvokeConfig":
            destinations = properties.get("DestinationConfig", {}).get("OnFailure", {})
            for function in references(properties["FunctionName"]):
                reported[function] = set(references(destinations))
        if kind == "AWS::Lambda::EventSourceMapping":
            queues = set(references(properties.get("DestinationConfig", {}).get("OnFailure", {})))
            # A queue has one of its own for what is received too often.
            for source in references(properties["EventSourceArn"]):
                queues |= set(references(resources[source]["Properties"].get("RedrivePolicy", {})))
            if not queues & queues_with_alarm:
                yield f"{name}: what fails for good is reported to no queue with an alarm"
    for function in sorted(set(asynchronous(resources))):
        if not reported.get(function, set()) & queues_with_alarm:
            yield f"{function} is called asynchronously; what fails is reported to no queue with an alarm"
    where = "in the call itself" if size <= INLINE else "only from a bucket (--s3-bucket)"
    print(f"{path}: {size:,} bytes, deployed {where}; {len(resources)} resources, {expanded:,} bytes translated")


if __name__ == "__main__":
    faults = [f"{path}: {fault}" for path in sys.argv[1:] for fault in faults_of(path)]
    if faults:
        sys.exit("\n".join(faults))
