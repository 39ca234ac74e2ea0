export const modelsUsage = `The models of this studio.

  npm run models                          what is installed, LoRAs and the like included, and why something cannot run
  npm run models -- catalogue             what can be fetched (asks nobody; it ships with the program)
  npm run models -- add DIR               use the models in that folder, where they are
  npm run models -- download NAME         fetch a model: an id of the catalogue, or owner/name of a repository on the hub
  npm run models -- check ID              read every number of a model's or a LoRA's .safetensors, and name the first that is none
  npm run models -- remove ID             move a model to the system's bin; one that is used in place is only forgotten

Options
  --json                one JSON object a line, for scripts
  --yes                 remove without asking

For download
  --licence ID          say that you have read the licence with this id and agree to it, where the catalogue asks for that
  --revision NAME       a branch, tag or commit (default: main)
  --file PATH           one checkpoint of a repository that holds several
  --hub URL             fetch from this mirror, this time

Ctrl+C stops a download; the same command goes on with it. HF_TOKEN, HF_ENDPOINT, HTTPS_PROXY and NO_PROXY are heeded.
TINCTURE_HOME=FOLDER puts models, index and settings there.
Status: 0 done, 1 failed, 2 wrong input, 130 cancelled.
`;
