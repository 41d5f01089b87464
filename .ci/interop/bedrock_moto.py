"""moto, which checks signatures by itself: `bedrock_moto.py`. The lines of output are its URL, an access key and its
secret. Of Bedrock it knows InvokeModel, and answers `{}` to all that is signed well.
"""

import json
import os
import signal

os.environ["INITIAL_NO_AUTH_ACTION_COUNT"] = "3"

import botocore.session  # noqa: E402
from moto.server import ThreadedMotoServer  # noqa: E402

server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
server.start()
host, port = server.get_host_and_port()
url = f"http://{host}:{port}"

iam = botocore.session.get_session().create_client(
    "iam", region_name="us-east-1", endpoint_url=url, aws_access_key_id="none", aws_secret_access_key="none"
)
everything = {"Version": "2012-10-17", "Statement": [{"Effect": "Allow", "Action": "*", "Resource": "*"}]}
iam.create_user(UserName="dialect")
key = iam.create_access_key(UserName="dialect")["AccessKey"]
iam.put_user_policy(UserName="dialect", PolicyName="all", PolicyDocument=json.dumps(everything))
# From here on every request is checked.
print(url, key["AccessKeyId"], key["SecretAccessKey"], sep="\n", flush=True)
signal.sigwait({signal.SIGINT, signal.SIGTERM})
