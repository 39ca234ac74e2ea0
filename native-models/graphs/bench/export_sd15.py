"""Writes pytorch-sd15.onnx.gz: what PyTorch's exporter makes of SD 1.5's UNet, without the weights.

python export_sd15.py    (written with torch 2.13, onnx 1.23; takes 10 GB of memory)

Batch, height, width and length of the prompt stay free, as in published exports. The exporter turns the weights of linear layers over and
renames them: in place of a file, each initialiser names the tensor that it is, with “ turned” behind it where it was.
"""
import gzip
import pathlib
import sys
import tempfile

import onnx
import torch

here = pathlib.Path(__file__).parent
sys.path.append(str(here.parent / "golden"))
from plain_unet import Unet  # noqa: E402

CROSS, PLAIN = "CrossAttnDownBlock2D", "DownBlock2D"
CONFIG = {
    "block_out_channels": [320, 640, 1280, 1280],
    "layers_per_block": 2,
    "attention_head_dim": 8,
    "cross_attention_dim": 768,
    "down_block_types": [CROSS, CROSS, CROSS, PLAIN],
    "up_block_types": ["UpBlock2D"] + ["CrossAttnUpBlock2D"] * 3,
}


def export(network, path):
    inputs = (torch.randn(2, 4, 64, 64), torch.tensor(500.0), torch.randn(2, 77, 768))
    free = torch.export.Dim.DYNAMIC
    shapes = ({0: free, 2: free, 3: free}, {}, {0: free, 1: free})
    names = {"input_names": ["sample", "timestep", "encoder_hidden_states"], "output_names": ["out_sample"]}
    torch.onnx.export(network, inputs, path, dynamo=True, external_data=True, dynamic_shapes=shapes, **names)


def origin(array, parameters):
    """The parameter with these numbers, in its own order or turned over."""
    flat = torch.from_numpy(array.copy()).flatten()
    for name, p in parameters.items():
        if p.numel() != flat.numel():
            continue
        if torch.equal(p.flatten(), flat):
            return name
        if p.dim() == 2 and torch.equal(p.T.flatten(), flat):
            return f"{name} turned"
    return None


def without_weights(path, parameters):
    model = onnx.load(path)
    for tensor in model.graph.initializer:
        array = onnx.numpy_helper.to_array(tensor)
        name = origin(array, parameters) if array.size > 1 and array.dtype == "float32" else None
        if name is None:
            continue
        tensor.ClearField("raw_data")
        tensor.data_location = onnx.TensorProto.EXTERNAL
        del tensor.external_data[:]
        tensor.external_data.add(key="location", value=name)
    for part in [model, *model.graph.node, *model.graph.initializer, *model.graph.input, *model.graph.output]:
        del part.metadata_props[:]
        part.doc_string = ""
    del model.graph.value_info[:]
    return model.SerializeToString()


torch.manual_seed(0)
unet = Unet(CONFIG).eval().requires_grad_(False)
for parameter in unet.parameters():
    parameter.normal_(std=0.02)
with tempfile.TemporaryDirectory() as folder:
    export(unet, f"{folder}/unet.onnx")
    graph = without_weights(f"{folder}/unet.onnx", dict(unet.named_parameters()))
(here / "pytorch-sd15.onnx.gz").write_bytes(gzip.compress(graph, 9, mtime=0))
